package dev.holdfast.executor.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One caller's wait: since when, and how it rests between looks. An interrupt does not end the wait, which is bounded anyway and may
 * be that of a halt; it is put back when the wait is over. One thread.
 */
final class Patience implements AutoCloseable {
    private final long begunNanos = System.nanoTime();
    private boolean interrupted;

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    boolean past(Duration bound) {
        return elapsed().compareTo(bound) > 0;
    }

    void rest(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        interrupted |= Thread.interrupted();
    }

    /** Takes the lock within the bound; false if it could not. */
    boolean lock(ReentrantLock lock, Duration bound) {
        while (true) {
            try {
                return lock.tryLock(Math.max(0, bound.minus(elapsed()).toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException putBackLater) {
                interrupted = true;
            }
        }
    }

    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
