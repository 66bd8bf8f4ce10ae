package dev.holdfast.executor.guard;

import dev.holdfast.executor.GuardEvent;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who watch, on a thread of its own and in order, so that nobody who watches can hold up what is watched: not by being slow,
 * not by throwing. When more than {@value #MAXIMUM_WAITING} events wait, later ones are not told.
 */
public final class Events implements Consumer<GuardEvent>, AutoCloseable {
    static final int MAXIMUM_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final long LAST_ONES_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 100;

    private final Consumer<GuardEvent> listener;
    private final BlockingQueue<GuardEvent> waiting = new ArrayBlockingQueue<>(MAXIMUM_WAITING);
    private final Thread thread = new Thread(this::tell, "holdfast-events");
    private volatile boolean closed;

    /** Begins. */
    public Events(Consumer<GuardEvent> listener) {
        this.listener = listener;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(GuardEvent event) {
        if (!waiting.offer(event)) {
            LOG.warn("event=event_not_told kind={}", event.getClass().getSimpleName());
        }
    }

    private void tell() {
        try {
            while (true) {
                GuardEvent next = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    tell(next);
                } else if (closed) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(GuardEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("event=listener_failed kind={}", event.getClass().getSimpleName(), e);
        }
    }

    /** Tells what still waits, for up to a second. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LAST_ONES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
