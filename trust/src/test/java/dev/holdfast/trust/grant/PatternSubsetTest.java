package dev.holdfast.trust.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.testing.Seeds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternSubsetTest {
    /** Two characters that patterns ask for, and one that stands for all others. */
    private static final String TEXT_ALPHABET = "abc";

    private static final List<String> PATTERNS = words("ab*", 4);
    private static final List<String> TEXTS = words(TEXT_ALPHABET, 6);

    @ParameterizedTest(name = "`{0}` within `{1}`: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            http.get              | http.get                | true
            http.get              | http.*                  | true
            http.*                | http.get                | false
            http.*                | *                       | true
            *                     | http.*                  | false
            *                     | *                       | true
            *                     | **                      | true
            **                    | *                       | true
            ""                    | *                       | true
            *                     | ""                      | false
            ""                    | ""                      | true
            a*                    | a*a                     | false
            a*a                   | a*                      | true
            a*a                   | a*a*                    | true
            ab*                   | a*b*                    | true
            a*b*                  | ab*                     | false
            a*b                   | *a*b*                   | true
            *a*b*                 | a*b                     | false
            https://a.org/x/*     | https://a.org/*         | true
            https://a.org*        | https://a.org/*         | false
            https://a.org.evil/*  | https://a.org/*         | false
            """)
    void shouldCompareLanguages(String narrower, String wider, boolean subset) {
        assertThat(Patterns.isSubset(narrower, wider)).isEqualTo(subset);
    }

    @Test
    void shouldAgreeWithAllShortTextsForAllShortPatterns() {
        List<BitSet> languages = languages();
        int subsets = 0;
        for (int narrower = 0; narrower < PATTERNS.size(); narrower++) {
            for (int wider = 0; wider < PATTERNS.size(); wider++) {
                int counterexample = without(languages.get(narrower), languages.get(wider));

                boolean subset = Patterns.isSubset(PATTERNS.get(narrower), PATTERNS.get(wider));

                assertThat(subset)
                        .describedAs(
                                "`%s` within `%s`, of which the first text outside is %s",
                                PATTERNS.get(narrower),
                                PATTERNS.get(wider),
                                counterexample < 0 ? "none" : "`" + TEXTS.get(counterexample) + "`")
                        .isEqualTo(counterexample < 0);
                subsets += subset ? 1 : 0;
            }
        }
        assertThat(subsets)
                .describedAs("pairs of which one lies within the other")
                .isBetween(1_000, 14_000);
    }

    /** What lies within two patterns together lies within one of them: why a rule need only be held against single rules. */
    @Test
    void shouldNeverNeedTwoPatternsToCoverOne() {
        List<BitSet> languages = languages();
        for (int narrower = 0; narrower < PATTERNS.size(); narrower++) {
            for (int one = 0; one < PATTERNS.size(); one++) {
                for (int other = 0; other < one; other++) {
                    BitSet union = (BitSet) languages.get(one).clone();
                    union.or(languages.get(other));
                    boolean together = without(languages.get(narrower), union) < 0;

                    if (together) {
                        assertThat(Patterns.isSubset(PATTERNS.get(narrower), PATTERNS.get(one))
                                        || Patterns.isSubset(PATTERNS.get(narrower), PATTERNS.get(other)))
                                .describedAs(
                                        "`%s` within `%s` and `%s`",
                                        PATTERNS.get(narrower), PATTERNS.get(one), PATTERNS.get(other))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void shouldAgreeWithAutomataForLongerPatterns() {
        int subsets = 0;
        for (int round = 0; round < 20_000; round++) {
            Random random = Seeds.random(round);
            String wider = pattern(random, 14);
            String narrower = random.nextInt(3) == 0 ? pattern(random, 14) : narrowed(random, wider);

            boolean subset = Patterns.isSubset(narrower, wider);

            assertThat(subset)
                    .describedAs("`%s` within `%s`, %s", narrower, wider, Seeds.recipe(round))
                    .isEqualTo(isSubsetByAutomata(narrower, wider));
            subsets += subset ? 1 : 0;
        }
        assertThat(subsets)
                .describedAs("rounds of which one lies within the other")
                .isBetween(2_000, 18_000);
    }

    @ParameterizedTest(name = "`{0}` again and again, then `{1}`")
    @CsvSource({"*a,b", "*aa,*b", "a*,b", "*,b"})
    void shouldCompareLongPatternsInBoundedTime(String unit, String end) {
        String wider = unit.repeat((Limits.TEXT_CHARACTERS - end.length()) / unit.length()) + end;
        String narrower = "a".repeat(Limits.TEXT_CHARACTERS - 1) + "*";

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(Patterns.isSubset(narrower, wider)).isFalse());
    }

    /** Follows both patterns through every text at once: exact, and of nothing in common with what it tests. */
    private static boolean isSubsetByAutomata(String narrower, String wider) {
        record Pair(long narrow, long wide) {}
        var seen = new HashSet<Pair>();
        var open = new ArrayDeque<Pair>();
        open.add(new Pair(closure(narrower, 1), closure(wider, 1)));
        while (!open.isEmpty()) {
            Pair pair = open.remove();
            if (!seen.add(pair)) {
                continue;
            }
            if (ends(narrower, pair.narrow) && !ends(wider, pair.wide)) {
                return false;
            }
            for (char c : TEXT_ALPHABET.toCharArray()) {
                open.add(new Pair(step(narrower, pair.narrow, c), step(wider, pair.wide, c)));
            }
        }
        return true;
    }

    private static boolean ends(String pattern, long places) {
        return ((places >> pattern.length()) & 1) == 1;
    }

    private static long step(String pattern, long places, char c) {
        long next = 0;
        for (int place = 0; place < pattern.length(); place++) {
            if (((places >> place) & 1) == 1) {
                next |= pattern.charAt(place) == '*' ? 1L << place : 0;
                next |= pattern.charAt(place) == c ? 1L << (place + 1) : 0;
            }
        }
        return closure(pattern, next);
    }

    /** A wildcard may be passed without a character. */
    private static long closure(String pattern, long places) {
        long all = places;
        for (int place = 0; place < pattern.length(); place++) {
            if (((all >> place) & 1) == 1 && pattern.charAt(place) == '*') {
                all |= 1L << (place + 1);
            }
        }
        return all;
    }

    /** For each pattern, which of the texts fit it: by regular expressions. */
    private static List<BitSet> languages() {
        var languages = new ArrayList<BitSet>();
        for (String pattern : PATTERNS) {
            Pattern expression = Pattern.compile(pattern.replace("*", ".*"));
            var fitting = new BitSet();
            for (int text = 0; text < TEXTS.size(); text++) {
                fitting.set(text, expression.matcher(TEXTS.get(text)).matches());
            }
            languages.add(fitting);
        }
        return languages;
    }

    /** The first of one set that is not in the other; below 0 for none. */
    private static int without(BitSet one, BitSet other) {
        BitSet difference = (BitSet) one.clone();
        difference.andNot(other);
        return difference.nextSetBit(0);
    }

    private static List<String> words(String alphabet, int longest) {
        var words = new ArrayList<>(List.of(""));
        for (int from = 0, length = 1; length <= longest; length++) {
            int to = words.size();
            for (int shorter = from; shorter < to; shorter++) {
                for (char c : alphabet.toCharArray()) {
                    words.add(words.get(shorter) + c);
                }
            }
            from = to;
        }
        return words;
    }

    private static String pattern(Random random, int longest) {
        var pattern = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            pattern.append("ab*".charAt(random.nextInt(3)));
        }
        return pattern.toString();
    }

    /** Something within the pattern, or nearly. */
    private static String narrowed(Random random, String pattern) {
        var narrower = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            narrower.append(c == '*' ? pattern(random, 3) : String.valueOf(c));
        }
        if (narrower.length() > 0 && random.nextInt(3) == 0) {
            narrower.deleteCharAt(random.nextInt(narrower.length()));
        }
        return narrower.toString();
    }
}
