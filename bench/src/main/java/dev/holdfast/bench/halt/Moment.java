package dev.holdfast.bench.halt;

import java.util.concurrent.locks.LockSupport;

/** Moments of this process's monotonic clock, in nanoseconds. */
final class Moment {
    private Moment() {}

    /** Rests until one has come; not at all when it has passed. */
    static void await(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            left = nanos - System.nanoTime();
        }
    }
}
