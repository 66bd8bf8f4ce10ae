package dev.holdfast.executor.guard;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be closed, last one first. Whatever one of them throws, the others are closed as well. */
public final class Resources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Adds one; gives it back. */
    public synchronized <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    /** Closes all; once more changes nothing. */
    @Override
    public void close() {
        AutoCloseable next = poll();
        while (next != null) {
            try {
                next.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("event=not_closed what={} cause={}", next.getClass().getSimpleName(), e.toString());
            }
            next = poll();
        }
    }

    private synchronized @Nullable AutoCloseable poll() {
        return open.poll();
    }
}
