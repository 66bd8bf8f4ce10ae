package dev.holdfast.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReckoningTest {
    private static void assertNoResult(ThrowingCallable reckoning, String message) {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(reckoning)
                .withMessage(message);
    }

    @Test
    void shouldReckonWithWholeNumbers() {
        assertThat(Reckoning.sum(3, 4L)).isEqualTo(7);
        assertThat(Reckoning.difference(3, 4L)).isEqualTo(-1);
        assertThat(Reckoning.product(3, 4L)).isEqualTo(12);
        assertThat(Reckoning.quotient(-7, 2L)).isEqualTo(-3);
        assertThat(Reckoning.remainder(-7, 2L)).isEqualTo(-1);
        assertThat(Reckoning.negated(3)).isEqualTo(-3);
        assertThat(Reckoning.quotient(7, -1)).isEqualTo(-7);
    }

    @Test
    void shouldEndARegularExpressionThatTakesTooLong() {
        assertNoResult(
                () -> Reckoning.matches("a".repeat(27), "a?".repeat(27) + "a".repeat(27) + "b"),
                "a regular expression takes too long on a text of 27 characters; write one without parts that fit the same signs");
        assertNoResult(
                () -> Reckoning.matches("a".repeat(512), "a*a*a*a*b"),
                "a regular expression takes too long on a text of 512 characters; write one without parts that fit the same signs");
        assertThat(Reckoning.matches("a".repeat(2_048), ".*a.*")).isTrue();
        assertThat(Reckoning.matches("https://inside.example/" + "x".repeat(2_000), "https://[a-z.]+/.*"))
                .isTrue();
        assertThat(Reckoning.matches("abc", "b")).isFalse();
        assertThat(Reckoning.matches(null, ".*")).isFalse();
    }

    @Test
    void shouldHaveNoResultWhereThereIsNone() {
        assertNoResult(() -> Reckoning.quotient(7, 0), "division by zero");
        assertNoResult(() -> Reckoning.remainder(7, 0), "division by zero");
        assertNoResult(() -> Reckoning.sum(null, 1), "a value that is not there is computed with");
        assertNoResult(() -> Reckoning.product(1, null), "a value that is not there is computed with");
        assertNoResult(() -> Reckoning.sum(Long.MAX_VALUE, 1), "long overflow");
        assertNoResult(() -> Reckoning.difference(Long.MIN_VALUE, 1), "long overflow");
        assertNoResult(() -> Reckoning.product(Long.MAX_VALUE, 2), "long overflow");
        assertNoResult(() -> Reckoning.quotient(Long.MIN_VALUE, -1), "long overflow");
        assertNoResult(() -> Reckoning.negated(Long.MIN_VALUE), "long overflow");
    }

    @Test
    void shouldFindNothingInWhatIsNotThere() {
        assertThat(Reckoning.contains("null", null)).isFalse();
        assertThat(Reckoning.contains(null, "a")).isFalse();
        assertThat(Reckoning.contains(List.of("a"), null)).isFalse();
        assertThat(Reckoning.contains(List.of("a"), "a")).isTrue();
        assertThat(Reckoning.contains("worker", "ork")).isTrue();
        assertThat(Reckoning.contains("worker", "")).isTrue();
    }
}
