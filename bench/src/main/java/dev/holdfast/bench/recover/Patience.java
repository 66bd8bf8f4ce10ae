package dev.holdfast.bench.recover;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for what has to come. */
final class Patience {
    private static final long LOOK_MILLIS = 10;

    private Patience() {}

    /** Looked at again and again. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** @throws IllegalStateException when it does not hold within the time; its message names it */
    static void await(String expected, Duration within, Condition condition) throws Exception {
        if (!holds(within, condition)) {
            throw new IllegalStateException(
                    "expected " + expected + " within " + within.toSeconds() + " s, found that it is not so");
        }
    }

    /** Whether it holds within the time. */
    static boolean holds(Duration within, Condition condition) throws Exception {
        long end = System.nanoTime() + within.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }
}
