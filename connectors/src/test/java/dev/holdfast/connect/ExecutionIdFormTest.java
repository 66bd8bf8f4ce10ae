package dev.holdfast.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.intake.ExecutionId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What this plugin lets through is what the evaluator takes, and the other way about. */
class ExecutionIdFormTest {
    private static final String ALPHABET = "azAZ09._:@-/ \n*\\\0\u0430\ud83d\ude00";

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("edges")
    void shouldAgreeWithTheEvaluator(String id) {
        assertThat(ExecutionIdForm.flaw(id)).isEqualTo(ExecutionId.flaw(id));
    }

    static String[] edges() {
        return new String[] {
            "",
            "/",
            "a",
            "a/",
            "/a",
            ".",
            "..",
            "...",
            ".a",
            "a/./b",
            "a/../b",
            "a/..b",
            "..\n",
            "a\n",
            "a".repeat(512),
            "a".repeat(513),
            "a" + "/a".repeat(31),
            "a" + "/a".repeat(32),
            "a/".repeat(10_000)
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAgreeWithTheEvaluatorOnRandomText(long seed) {
        var random = new Random(seed);
        int legal = 0;
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            // Mostly of legal characters, so that both outcomes are common.
            int bound = random.nextInt(3) == 0 ? ALPHABET.length() : 12;
            for (int length = random.nextInt(7); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(bound)));
            }
            String id = text.toString();

            assertThat(ExecutionIdForm.flaw(id)).as("seed %d, `%s`", seed, id).isEqualTo(ExecutionId.flaw(id));
            legal += ExecutionIdForm.flaw(id).isEmpty() ? 1 : 0;
        }

        assertThat(legal).isBetween(2_000, 18_000);
    }

    @Test
    void shouldAcceptAPath() {
        assertThat(ExecutionIdForm.flaw("order-17/fetch")).isEmpty();
    }
}
