package dev.holdfast.bench.halt;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** How long what came of causes took, in nanoseconds. What did not come in time stands for the longest time, so that it is not left out. One thread. */
final class Durations {
    /** That a histogram keeps. */
    static final int DIGITS = 3;

    private final Histogram toCommand = histogram();
    private final Histogram fromSending = histogram();
    private final Histogram toStop = histogram();
    private long unanswered;

    static Histogram histogram() {
        return new Histogram(Plan.LONGEST.toNanos() + 1, DIGITS);
    }

    /** Waits for all, each no longer than the longest time. */
    void take(List<Cause> causes) throws InterruptedException {
        for (Cause cause : causes) {
            long intended = at(cause.intended(), System.nanoTime());
            if (intended == Long.MAX_VALUE) {
                unanswered++;
                continue;
            }
            long received = at(cause.received(), intended);
            record(toCommand, intended, received);
            if (received == Long.MAX_VALUE) {
                unanswered++;
            }
            if (cause.sent().isDone()) {
                record(fromSending, at(cause.sent(), intended), received);
            }
            if (cause.embodied()) {
                long stopped = at(cause.stopped(), intended);
                record(toStop, intended, stopped);
                if (stopped == Long.MAX_VALUE && received != Long.MAX_VALUE) {
                    unanswered++;
                }
            }
        }
    }

    /** So many did not even come about, because nobody was healthy: as if each of them had taken the longest time. */
    void takeMissing(long causes) {
        for (long cause = 0; cause < causes; cause++) {
            toCommand.recordValue(Plan.LONGEST.toNanos());
        }
    }

    private static long at(CompletableFuture<Long> moment, long from) throws InterruptedException {
        long left = from + Plan.LONGEST.toNanos() - System.nanoTime();
        try {
            return moment.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Long.MAX_VALUE;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a moment is never a failure", e);
        }
    }

    /** The broker's clock has milliseconds: what is due by it may come a little before. */
    private static void record(Histogram histogram, long from, long to) {
        long took = to == Long.MAX_VALUE ? Plan.LONGEST.toNanos() : to - from;
        histogram.recordValue(Math.max(0, Math.min(took, Plan.LONGEST.toNanos())));
    }

    /** From the intended moment to the command in the executor's hands. */
    Histogram toCommand() {
        return toCommand;
    }

    /** From the sending of the heartbeat to the command in the executor's hands. */
    Histogram fromSending() {
        return fromSending;
    }

    /** From the intended moment to the process's standing still or being gone. */
    Histogram toStop() {
        return toStop;
    }

    /** Causes that no command answered in time, or after which the process did not stop in time. */
    long unanswered() {
        return unanswered;
    }
}
