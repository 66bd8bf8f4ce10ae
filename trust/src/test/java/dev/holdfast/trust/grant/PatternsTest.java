package dev.holdfast.trust.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.testing.Seeds;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {

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
        assertThat(Patterns.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void shouldTakeLineEndsForCharactersLikeOthers() {
        assertThat(Patterns.matches("a*c", "a\nb\r\nc")).isTrue();
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

            boolean matches = Patterns.matches(pattern, text);

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
                Patterns.matches(pattern, text);
            }
        });
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
