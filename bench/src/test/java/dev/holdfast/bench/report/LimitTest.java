package dev.holdfast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitTest {
    @Test
    void shouldBeKeptUpToItsBound() {
        assertThat(Limit.atMost("median", 2, 2, Unit.MICROSECONDS).kept()).isTrue();
        assertThat(Limit.atMost("median", 2, 2.01, Unit.MICROSECONDS).kept()).isFalse();
        assertThat(Limit.atLeast("rate", 40_000, 40_000, Unit.PER_SECOND).kept())
                .isTrue();
        assertThat(Limit.atLeast("rate", 40_000, 39_999, Unit.PER_SECOND).kept())
                .isFalse();
    }

    @Test
    void shouldNotBeKeptByWhatWasNotMeasured() {
        assertThat(Limit.atMost("median", 2, Double.NaN, Unit.MICROSECONDS).kept())
                .isFalse();
        assertThat(Limit.atLeast("rate", 1, Double.NaN, Unit.PER_SECOND).kept()).isFalse();
    }
}
