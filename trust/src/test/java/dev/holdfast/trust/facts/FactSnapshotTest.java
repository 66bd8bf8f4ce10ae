package dev.holdfast.trust.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.FactValue;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FactSnapshotTest {
    private static final ExecutionFacts FACTS = TestFacts.of(TestFacts.allVerified());

    @Test
    void shouldHoldEveryPropertyInTheOrderOfTheNames() {
        List<FactValue> values = FactSnapshot.of(FACTS);

        assertThat(values)
                .extracting(FactValue::getName)
                .isSorted()
                .isEqualTo(FactSnapshot.propertyNames(ExecutionFacts.class))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ExecutionFacts.class.getRecordComponents())
                        .map(component -> component.getName())
                        .toList());
    }

    @Test
    void shouldHoldValuesAsEvidenceHasThem() {
        Map<String, Object> values = FactSnapshot.of(FACTS).stream()
                .collect(Collectors.toMap(FactValue::getName, FactValue::getValue, (a, b) -> a));

        assertThat(values)
                .containsEntry("executionId", "order-17/fetch")
                .containsEntry("depth", 1L)
                .containsEntry("state", "TRUSTED")
                .containsEntry("identity", "VERIFIED")
                .containsEntry("grantPresent", true)
                .containsEntry("clockSkewMillis", -3L)
                .containsEntry("metadata", Map.of("cost", "7", "team", "red"))
                .containsEntry("counters", Map.of("cpu.millis", 12L))
                .containsEntry("budgets", Map.of())
                .containsEntry("scopeViolations", List.of("file.delete /etc"))
                .containsEntry("ratesExceeded", List.of("http.get /index"));
    }

    @Test
    void shouldFitTheRecordThatKeepsIt() {
        for (FactValue value : FactSnapshot.of(FACTS)) {
            assertThat(Records.copy(value, FactValue.class))
                    .describedAs(value.getName())
                    .isEqualTo(value);
        }
    }

    @Test
    void shouldShowOnePropertyInText() {
        Function<String, String> text = name -> FactSnapshot.textOf(FACTS, name);

        assertThat(text.apply("agent")).isEqualTo("fetcher");
        assertThat(text.apply("depth")).isEqualTo("1");
        assertThat(text.apply("standing")).isEqualTo("RUNNING");
        assertThat(text.apply("metadata")).isEqualTo("[cost=7, team=red]");
    }

    @Test
    void shouldSayThatThereIsNoSuchProperty() {
        assertThat(FactSnapshot.textOf(FACTS, "trust")).isNull();
        assertThat(FactSnapshot.textOf(FACTS, "getAgent")).isNull();
    }
}
