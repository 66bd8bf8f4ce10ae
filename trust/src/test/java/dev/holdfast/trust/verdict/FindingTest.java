package dev.holdfast.trust.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Severity;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static final Finding ONE = finding("B", Severity.PAUSE, "m", "r", Map.of("a", "1"));

    @Test
    void shouldOrderBySeverityThenEverythingElse() {
        List<Finding> ordered = List.of(
                finding("Z", Severity.HALT, "m", "r", Map.of()),
                finding("A", Severity.PAUSE, "m", "r", Map.of()),
                finding("B", Severity.PAUSE, "m", "q", Map.of()),
                finding("B", Severity.PAUSE, "l", "r", Map.of()),
                ONE,
                finding("B", Severity.PAUSE, "m", "r", Map.of("a", "2")),
                finding("B", Severity.PAUSE, "m", "r", Map.of("b", "0")));

        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(Finding.ORDER.compare(ordered.get(i), ordered.get(j))))
                        .describedAs("%s against %s", ordered.get(i), ordered.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void shouldNotTakeTwoFindingsForOneThatOnlyReadAlike() {
        Finding two = finding("B", Severity.PAUSE, "m", "r", Map.of("a", "1, b=2"));
        Finding three = finding("B", Severity.PAUSE, "m", "r", Map.of("a", "1", "b", "2"));

        assertThat(Finding.ORDER.compare(two, three)).isNotZero();
        assertThat(Finding.ORDER.compare(two, three)).isEqualTo(-Finding.ORDER.compare(three, two));
    }

    @Test
    void shouldKeepItsFactsToItself() {
        SortedMap<String, String> facts = new TreeMap<>(Map.of("a", "1"));
        var finding = new Finding("B", Severity.PAUSE, "m", "r", facts);

        facts.put("a", "2");

        assertThat(finding).isEqualTo(ONE);
        assertThatThrownBy(() -> finding.facts().put("a", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldGoIntoRecordsWhole() {
        assertThat(ONE.toRecord())
                .isEqualTo(new dev.holdfast.record.Finding("B", Severity.PAUSE, "m", "r", Map.of("a", "1")));
    }

    private static Finding finding(
            String code, Severity severity, String message, String rule, Map<String, String> facts) {
        return new Finding(code, severity, message, rule, new TreeMap<>(facts));
    }
}
