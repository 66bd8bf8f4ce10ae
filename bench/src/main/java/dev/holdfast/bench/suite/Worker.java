package dev.holdfast.bench.suite;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A thread that works until it is closed, at moments of its own: load that waits for nobody, or somebody who listens. */
public final class Worker implements AutoCloseable {
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Not begun.
     *
     * @param work done once; it ends when {@link #goesOn} says no
     */
    public Worker(String name, Consumer<Worker> work) {
        this.thread = new Thread(() -> work.accept(this), name);
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Whether nobody has closed it. */
    public boolean goesOn() {
        return !closed;
    }

    /**
     * Lets the work rest until a moment, or until it is closed; not at all when the moment has passed.
     *
     * @param nanos by the monotonic clock
     * @param least how many nanoseconds it rests at least, if at all: what is due by then is due together
     */
    public void rest(long nanos, long least) {
        for (long left = nanos - System.nanoTime(); left > 0 && !closed; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(Math.max(left, least));
        }
    }

    /** As {@link #rest(long, long)}, as exactly as the system lets it. */
    public void rest(long nanos) {
        rest(nanos, 0);
    }

    /** Waits until the work has ended. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
