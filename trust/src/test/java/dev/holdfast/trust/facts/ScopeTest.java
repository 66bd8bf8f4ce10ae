package dev.holdfast.trust.facts;

import static dev.holdfast.trust.testing.TestGrants.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ScopeRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {
    private static final List<Long> UNUSED = List.of(0L, 0L, 0L);

    @Test
    void shouldFindTheRuleAnActionFallsUnderEvenWhenUsedUp() {
        List<ScopeRule> rules = List.of(rule("a", "x*", 1L), rule("*", "x*", null));

        assertThat(Scope.fitting(rules, "a", "x1")).isZero();
        assertThat(Scope.fitting(rules, "b", "x1")).isEqualTo(1);
        assertThat(Scope.fitting(rules, "b", "y1")).isEqualTo(Scope.NOT_ALLOWED);
    }

    @Test
    void shouldNameTheFirstRuleThatFits() {
        List<ScopeRule> rules = List.of(
                rule("http.get", "https://example.org/*", null), rule("http.*", "*", null), rule("*", "*", null));

        assertThat(Scope.allowing(rules, UNUSED, "http.get", "https://example.org/a", 1))
                .isEqualTo(0);
        assertThat(Scope.allowing(rules, UNUSED, "http.post", "https://example.org/a", 1))
                .isEqualTo(1);
        assertThat(Scope.allowing(rules, UNUSED, "file.read", "/etc/passwd", 1)).isEqualTo(2);
    }

    @Test
    void shouldAllowNothingThatNoRuleFits() {
        List<ScopeRule> rules = List.of(rule("http.get", "https://example.org/*", null));

        assertThat(Scope.allowing(rules, UNUSED, "http.post", "https://example.org/a", 1))
                .isEqualTo(Scope.NOT_ALLOWED);
        assertThat(Scope.allowing(rules, UNUSED, "http.get", "https://example.com/a", 1))
                .isEqualTo(Scope.NOT_ALLOWED);
        assertThat(Scope.allowing(List.of(), List.of(), "http.get", "https://example.org/a", 1))
                .isEqualTo(Scope.NOT_ALLOWED);
    }

    @ParameterizedTest(name = "{1} of 5 used, {2} more: rule {3}")
    @CsvSource({
        "five, 0, 5, 0",
        "five, 0, 6, -1",
        "five, 4, 1, 0",
        "five, 4, 2, -1",
        "five, 5, 1, -1",
        "five, 0, 9223372036854775807, -1",
        "five, 5, 9223372036854775807, -1"
    })
    void shouldCountWhatIsLeftOfARule(String name, long used, long count, int place) {
        List<ScopeRule> rules = List.of(rule("http.get", "*", 5L));

        assertThat(Scope.allowing(rules, List.of(used), "http.get", "x", count)).isEqualTo(place);
    }

    @Test
    void shouldTurnToTheNextRuleWhenOneIsUsedUp() {
        List<ScopeRule> rules = List.of(rule("http.get", "*", 1L), rule("*", "*", 10L));

        assertThat(Scope.allowing(rules, List.of(1L, 0L), "http.get", "x", 1)).isEqualTo(1);
        assertThat(Scope.allowing(rules, List.of(1L, 10L), "http.get", "x", 1)).isEqualTo(Scope.NOT_ALLOWED);
    }
}
