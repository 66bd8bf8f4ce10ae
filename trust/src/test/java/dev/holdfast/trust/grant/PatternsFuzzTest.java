package dev.holdfast.trust.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.trust.testing.FuzzBytes;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Two patterns and a text, a line each. */
class PatternsFuzzTest {
    private static final int CHARACTERS = 200;

    static Stream<byte[]> seeds() {
        return Stream.of("a*b\n*\nab", "**\n*a*\na", "http*/x\nhttp*\nhttp://i/x", "*a*a*b\n*a*b\naaaaaaaaac", "\n\n")
                .map(FuzzBytes::of);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldMatchAsTheTextbookSaysAndCallNothingNarrowerThatMatchesMore(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 3 || bytes.length > CHARACTERS) {
            return;
        }
        String narrower = lines[0];
        String wider = lines[1];
        String text = lines[2];
        assertThat(Patterns.matches(narrower, text)).isEqualTo(textbook(narrower, text));
        if (Patterns.isSubset(narrower, wider) && Patterns.matches(narrower, text)) {
            assertThat(Patterns.matches(wider, text)).isTrue();
        }
    }

    /** Which beginnings of the pattern fit which beginnings of the text, one by one. */
    private static boolean textbook(String pattern, String text) {
        boolean[] fits = new boolean[text.length() + 1];
        fits[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            boolean[] next = new boolean[text.length() + 1];
            for (int t = 0; t <= text.length(); t++) {
                next[t] = pattern.charAt(p) == '*'
                        ? fits[t] || t > 0 && next[t - 1]
                        : t > 0 && fits[t - 1] && pattern.charAt(p) == text.charAt(t - 1);
            }
            fits = next;
        }
        return fits[text.length()];
    }
}
