package dev.holdfast.trust.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Dimension;
import dev.holdfast.trust.testing.TestFacts;
import dev.holdfast.trust.verdict.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutionFactsTest {

    @ParameterizedTest
    @EnumSource(Dimension.class)
    void shouldGiveTheCheckOfEachDimension(Dimension dimension) {
        var checks = TestFacts.allVerified();
        checks.put(dimension, Check.FAILED);

        ExecutionFacts facts = TestFacts.of(checks);

        for (Dimension each : Dimension.values()) {
            assertThat(facts.check(each)).isEqualTo(each == dimension ? Check.FAILED : Check.VERIFIED);
        }
        assertThat(FactSnapshot.textOf(facts, ExecutionFacts.propertyOf(dimension)))
                .isEqualTo("FAILED");
    }

    @Test
    void shouldCountNothingWhereNothingIsCounted() {
        ExecutionFacts facts = TestFacts.of(TestFacts.allVerified());

        assertThat(facts.counter("cpu.millis")).isEqualTo(12);
        assertThat(facts.counter("memory.bytes")).isZero();
    }

    @Test
    void shouldNotBeChangedFromOutside() {
        ExecutionFacts facts = TestFacts.of(TestFacts.allVerified());

        assertThatThrownBy(() -> facts.counters().put("cpu.millis", 0L))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> facts.budgets().put("cpu.millis", 0L))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> facts.scopeViolations().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> facts.ratesExceeded().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
