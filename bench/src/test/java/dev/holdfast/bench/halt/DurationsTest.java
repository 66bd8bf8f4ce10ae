package dev.holdfast.bench.halt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.record.ControlAction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What was not answered is not left out. */
class DurationsTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    // Long enough ago that nobody is waited for any more.
    private final long intended = System.nanoTime() - 2 * Plan.LONGEST.toNanos();

    private Cause cause() {
        var cause = new Cause(ControlAction.PAUSE, "BUDGET_EXCEEDED", true);
        cause.intended().complete(intended);
        return cause;
    }

    private Cause answered() {
        Cause cause = cause();
        cause.sent().complete(intended + MILLI);
        cause.received().complete(intended + 5 * MILLI);
        return cause;
    }

    private static void assertMillis(Histogram nanos, double percentile, long millis) {
        assertThat(nanos.getValueAtPercentile(percentile)).isCloseTo(millis * MILLI, within(millis * MILLI / 100));
    }

    @Test
    void shouldTakeWhatWasAnswered() throws Exception {
        Cause cause = answered();
        cause.stopped().complete(intended + 7 * MILLI);
        var durations = new Durations();
        durations.take(List.of(cause));
        durations.takeMissing(0);

        assertMillis(durations.toCommand(), 100, 5);
        assertMillis(durations.fromSending(), 100, 4);
        assertMillis(durations.toStop(), 100, 7);
        assertThat(durations.unanswered()).isZero();
    }

    @Test
    void shouldTakeForTheLongestTimeWhatNeitherCommandNorStopAnswered() throws Exception {
        var durations = new Durations();
        durations.take(List.of(cause(), answered()));

        assertMillis(durations.toCommand(), 50, 5);
        assertMillis(durations.toCommand(), 100, Plan.LONGEST.toMillis());
        assertMillis(durations.toStop(), 50, Plan.LONGEST.toMillis());
        assertThat(durations.unanswered()).isEqualTo(2);
    }

    @Test
    void shouldTakeForTheLongestTimeWhatDidNotComeAbout() throws Exception {
        var durations = new Durations();
        durations.take(List.of(answered()));
        durations.takeMissing(1);

        assertThat(durations.toCommand().getTotalCount()).isEqualTo(2);
        assertMillis(durations.toCommand(), 50, 5);
        assertMillis(durations.toCommand(), 99, Plan.LONGEST.toMillis());
    }
}
