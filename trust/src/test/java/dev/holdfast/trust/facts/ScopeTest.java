package dev.holdfast.trust.facts;

import static dev.holdfast.trust.testing.TestGrants.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.testing.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScopeTest {
    private static final List<Long> UNUSED = List.of(0L, 0L, 0L);

    @ParameterizedTest(name = "`{0}` and `{1}`: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            http.get               | http.get                     | true
            http.get               | http.gets                    | false
            http.get               | http.ge                      | false
            http.get               | HTTP.GET                     | false
            http.get               | httpxget                     | false
            *                      | anything at all              | true
            *                      | ""                           | true
            ""                     | ""                           | true
            ""                     | a                            | false
            a*                     | a                            | true
            a*                     | ab                           | true
            a*                     | ba                           | false
            *a                     | ba                           | true
            *a                     | ab                           | false
            a*c                    | ac                           | true
            a*c                    | abbbc                        | true
            a*c                    | abcd                         | false
            a*b*c                  | aXbYbZc                      | true
            a*b*c                  | aXcYbZ                       | false
            *ab                    | aab                          | true
            *aab                   | aaaab                        | true
            **                     | x                            | true
            a**b                   | ab                           | true
            https://example.org/*  | https://example.org/a/b?c=*  | true
            https://example.org/*  | https://example.org          | false
            https://example.org/*  | https://example.org.evil/    | false
            a?c                    | abc                          | false
            a?c                    | a?c                          | true
            [ab]                   | a                            | false
            a.c                    | abc                          | false
            \\*                    | \\anything                   | true
            """)
    void shouldKnowOneWildcardAndNothingElse(String pattern, String text, boolean matches) {
        assertThat(Scope.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void shouldTakeLineEndsForCharactersLikeOthers() {
        assertThat(Scope.matches("a*c", "a\nb\r\nc")).isTrue();
    }

    @Test
    void shouldAgreeWithRegularExpressions() {
        int matched = 0;
        for (int round = 0; round < 50_000; round++) {
            Random random = Seeds.random(round);
            String pattern = text(random, "ab*.\\$", 7);
            String text = random.nextBoolean() ? text(random, "ab.*\n", 9) : filled(random, pattern);
            var oracle = new StringBuilder();
            for (char c : pattern.toCharArray()) {
                oracle.append(c == '*' ? ".*" : Pattern.quote(String.valueOf(c)));
            }
            boolean expected = Pattern.compile(oracle.toString(), Pattern.DOTALL)
                    .matcher(text)
                    .matches();

            boolean matches = Scope.matches(pattern, text);

            assertThat(matches)
                    .describedAs("pattern `%s`, text `%s`, %s", pattern, text, Seeds.recipe(round))
                    .isEqualTo(expected);
            matched += matches ? 1 : 0;
        }
        assertThat(matched).describedAs("rounds that matched").isBetween(10_000, 45_000);
    }

    @ParameterizedTest(name = "`{0}` again and again, then `{1}`")
    @CsvSource({"*a,b", "*a,*b", "*aa,b", "*,b", "a*,b", "*a*,''"})
    void shouldMatchPatternsOfManyWildcardsInBoundedTime(String unit, String end) {
        String pattern = unit.repeat((Limits.TEXT_CHARACTERS - end.length()) / unit.length()) + end;
        String text = "a".repeat(Limits.TEXT_CHARACTERS);

        // A matcher that backtracks over every wildcard would be at it for longer than the universe is old.
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 10; i++) {
                Scope.matches(pattern, text);
            }
        });
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

    private static String text(Random random, String alphabet, int most) {
        var text = new StringBuilder();
        for (int length = random.nextInt(most + 1); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** A text that fits the pattern, or nearly. */
    private static String filled(Random random, String pattern) {
        var text = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            text.append(c == '*' ? text(random, "ab\n", 3) : String.valueOf(c));
        }
        if (text.length() > 0 && random.nextInt(4) == 0) {
            text.deleteCharAt(random.nextInt(text.length()));
        }
        return text.toString();
    }
}
