package dev.holdfast.trust.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "worker", "a b", "caf\u00E9", "\u5DE5\u4F5C", "w\u043Erker", "\uD83D\uDE00", "x|y*z"})
    void shouldTakeATextThatShowsWhatItIs(String text) {
        assertThat(PlainText.flaw("the agent", text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000",
                "a\n",
                "\u001B[2J",
                "a\u007F",
                "a\u0085",
                "a\u00AD",
                "a\u200B",
                "a\u200D",
                "\u202Ea",
                "\u2066a",
                "\uFEFFa",
                "a\u2028",
                "a\u2029",
                "a\uDB40\uDC61",
                "a\uD800",
                "a\uFFFD"
            })
    void shouldRefuseATextThatHidesSomething(String text) {
        assertThat(PlainText.flaw("the agent", text))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("the agent", "U+")
                        .matches("\\P{Cntrl}*")
                        .doesNotContain(text));
    }

    @Test
    void shouldRefuseAnotherSpelling() {
        assertThat(PlainText.flaw("the agent", "cafe\u0301"))
                .contains("expected the agent in Unicode Normalization Form C, found another spelling of `caf\u00E9`");
    }
}
