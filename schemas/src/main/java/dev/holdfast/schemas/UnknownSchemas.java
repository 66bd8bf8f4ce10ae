package dev.holdfast.schemas;

import dev.holdfast.schemas.WriterSchemas.Writer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the registry has no readable schema for, and how much time asking for such ids may take: anybody who may write can name one that nobody has
 * named before, with every record, and each costs a request. The last {@value #MAXIMUM} ids are remembered, for ten seconds each. Asking in
 * vain may take a twentieth of the time, of which a second at most is saved up. Any number of threads.
 */
public final class UnknownSchemas {
    static final int MAXIMUM = 10_000;

    // Whoever names an id before its schema is registered must not make it unknown for ever.
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(10);
    private static final int SHARE = 20;
    private static final long MOST_SAVED_NANOS = Duration.ofSeconds(1).toNanos();
    // As long as a client waits for an answer: what took longer was a process that stood still.
    private static final long MOST_OWED_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoClock;
    private final Map<Integer, Asked> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Asked> eldest) {
            return size() > MAXIMUM;
        }
    };
    private long leftNanos = MOST_SAVED_NANOS;
    private long reckonedAtNanos;

    private record Asked(long atNanos, Writer.Unknown answer) {}

    /** By this process's clock. */
    public UnknownSchemas() {
        this(System::nanoTime);
    }

    UnknownSchemas(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.reckonedAtNanos = nanoClock.getAsLong();
    }

    /** What was answered lately for an id that cannot be read. */
    synchronized Optional<Writer.Unknown> lately(int id) {
        Asked last = asked.get(id);
        if (last == null || nanoClock.getAsLong() - last.atNanos() >= ASK_AGAIN_AFTER.toNanos()) {
            return Optional.empty();
        }
        return Optional.of(last.answer());
    }

    /** Whether there is time left to ask for an id that may be as unknown as those before it. */
    synchronized boolean mayAsk() {
        reckon();
        return leftNanos > 0;
    }

    /**
     * Notes that an id was asked for in vain.
     *
     * @param sinceNanos when asking began, by {@link #nanos}
     */
    synchronized void note(int id, Writer.Unknown answer, long sinceNanos) {
        reckon();
        leftNanos = Math.max(-MOST_OWED_NANOS, leftNanos - (reckonedAtNanos - sinceNanos));
        asked.put(id, new Asked(reckonedAtNanos, answer));
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    private void reckon() {
        long now = nanoClock.getAsLong();
        leftNanos = Math.min(MOST_SAVED_NANOS, leftNanos + (now - reckonedAtNanos) / SHARE);
        reckonedAtNanos = now;
    }
}
