package dev.holdfast.cli.recorded;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A source of recorded decisions. One thread at a time; what it gives, any. */
public interface Recording extends AutoCloseable {
    /** The next ones; empty when there are no more. */
    Optional<Batch> next() throws IOException;

    /** The same for those who spread it over threads. */
    default Spread.Batches<Recorded> batches() {
        return () -> next().map(batch -> batch::read);
    }

    /** What it is, for people. */
    String name();

    @Override
    void close() throws IOException;

    /** Some decisions, not decoded yet. */
    interface Batch {
        /** All of them, and what cannot be read, in their order. Any thread, once. */
        List<Recorded> read();
    }
}
