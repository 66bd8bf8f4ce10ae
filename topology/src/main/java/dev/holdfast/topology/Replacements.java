package dev.holdfast.topology;

import dev.holdfast.schemas.WriterSchemas.RegistryUnavailable;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.SerializationException;

/**
 * How a stream thread that failed is replaced: after a wait that doubles from {@link #FIRST_WAIT} to {@link #LONGEST_WAIT} as long as failures follow
 * each other within {@link #HEALTHY_AFTER}, and without end where something else is away and may come back. What fails for reasons of its own more than
 * {@value #MAXIMUM} times within {@link #WINDOW} is not replaced. Any number of threads.
 */
final class Replacements {
    static final int MAXIMUM = 100;
    static final Duration WINDOW = Duration.ofHours(1);
    static final Duration FIRST_WAIT = Duration.ofMillis(500);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Longer than an attempt that fails again takes: a rebalance, and 10 s for a registry that does not answer. */
    static final Duration HEALTHY_AFTER = Duration.ofMinutes(1);

    private static final int SERVER_ERROR = 500;

    private final LongSupplier nanoClock;
    private final Deque<Long> failures = new ArrayDeque<>();
    private Duration wait = FIRST_WAIT;
    private long lastNanos;

    Replacements(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastNanos = nanoClock.getAsLong() - HEALTHY_AFTER.toNanos();
    }

    /**
     * Notes a failure.
     *
     * @param outage whether it ends by itself, once something else is back
     * @return how long to wait before the thread is replaced; empty when it is not to be
     */
    synchronized Optional<Duration> after(boolean outage) {
        long now = nanoClock.getAsLong();
        wait = now - lastNanos >= HEALTHY_AFTER.toNanos() ? FIRST_WAIT : doubled(wait);
        lastNanos = now;
        if (!outage) {
            failures.add(now);
            while (now - failures.element() >= WINDOW.toNanos()) {
                failures.remove();
            }
        }
        return failures.size() > MAXIMUM ? Optional.empty() : Optional.of(wait);
    }

    /** Whether it failed because the schema registry did not answer, or could not. */
    static boolean registryIsAway(Throwable failure) {
        boolean schemaSought = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailable
                    || schemaSought && cause instanceof IOException
                    || cause instanceof RestClientException answered && answered.getStatus() >= SERVER_ERROR) {
                return true;
            }
            schemaSought |= cause instanceof SerializationException;
        }
        return false;
    }

    private static Duration doubled(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
    }
}
