package dev.holdfast.trust.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.FactValue;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestFacts;
import dev.holdfast.trust.verdict.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotReaderTest {
    private static final ExecutionFacts FACTS = TestFacts.of(TestFacts.allVerified());

    @Test
    void shouldReadBackWhatWasWrittenDown() throws MalformedFacts {
        List<FactValue> written = FactSnapshot.of(FACTS).stream()
                .map(value -> Records.copy(value, FactValue.class))
                .toList();

        ExecutionFacts read = SnapshotReader.read(ExecutionFacts.class, written);

        assertThat(read).isEqualTo(FACTS);
    }

    @Test
    void shouldTellNamesWithAnEqualsSignApart() throws MalformedFacts {
        ExecutionFacts facts = FactKind.of(ExecutionFacts.class)
                .with(Map.of("evidence", new TreeMap<>(Map.of("a=b", "c", "a", "b=c")), "identity", Check.FAILED));

        ExecutionFacts read = SnapshotReader.read(ExecutionFacts.class, FactSnapshot.of(facts));

        assertThat(read).isEqualTo(facts);
    }

    @Test
    void shouldReadRequestsBack() throws MalformedFacts {
        AdmissionFacts facts = FactKind.of(AdmissionFacts.class)
                .with(Map.of("scope", List.of("http.get /a"), "budgets", new TreeMap<>(Map.of("tokens", 5L))));

        assertThat(SnapshotReader.read(AdmissionFacts.class, FactSnapshot.of(facts)))
                .isEqualTo(facts);
    }

    @Test
    void shouldLeaveBlankWhatAnEarlierVersionDidNotKnowAndPassOverWhatALaterOneDoes() throws MalformedFacts {
        ExecutionFacts read = SnapshotReader.read(
                ExecutionFacts.class, List.of(new FactValue("agent", "fetcher"), new FactValue("shoeSize", 43L)));

        assertThat(read).isEqualTo(FactKind.of(ExecutionFacts.class).with(Map.of("agent", "fetcher")));
    }

    static List<Arguments> malformed() {
        return List.of(
                Arguments.of("depth", "one", "int"),
                Arguments.of("depth", 1L << 40, "int"),
                Arguments.of("state", "RESTING", "TrustState"),
                Arguments.of("agent", 7L, "String"),
                Arguments.of("agent", null, "String"),
                Arguments.of("heartbeatSeen", "true", "boolean"),
                Arguments.of("counters", Map.of("cpu", "12"), "SortedMap<String, Long>"),
                Arguments.of("counters", List.of("cpu=12"), "SortedMap<String, Long>"),
                Arguments.of("evidence", Map.of("image", 12L), "SortedMap<String, String>"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseAValueOfAnotherType(String property, Object value, String expected) {
        assertThatThrownBy(() -> SnapshotReader.read(ExecutionFacts.class, List.of(new FactValue(property, value))))
                .isInstanceOf(MalformedFacts.class)
                .hasMessageStartingWith(
                        "expected property `" + property + "` of the facts to be " + expected + ", found `");
    }
}
