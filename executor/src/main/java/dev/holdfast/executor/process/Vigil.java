package dev.holdfast.executor.process;

import dev.holdfast.executor.process.containment.Enclosure;
import dev.holdfast.executor.process.containment.Sighting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a tree on a thread of its own for as long as it lives: remembers who belongs to it while the lines of descent can still be
 * seen, holds a pause, and tells when nobody is left.
 */
final class Vigil {
    private static final Logger LOG = LoggerFactory.getLogger(Vigil.class);

    /** While the first process lives. A scan of 150 processes takes 1 to 2 ms, so this costs below one per cent of a core. */
    private static final Duration RHYTHM = Duration.ofMillis(250);

    /** After it has ended, when somebody may be waiting for the rest. */
    private static final Duration LAST_RHYTHM = Duration.ofMillis(25);

    private final Process main;
    private final Enclosure enclosure;
    private final Runnable holdPause;
    private final Thread thread;
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private volatile boolean ended;

    Vigil(Opening parts, Runnable holdPause) {
        this.main = parts.main();
        this.enclosure = parts.enclosure();
        this.holdPause = holdPause;
        this.thread = new Thread(this::watch, "holdfast-vigil-" + main.pid());
        this.thread.setDaemon(true);
    }

    void begin() {
        thread.start();
        main.onExit().thenRun(() -> LockSupport.unpark(thread));
    }

    /** Watches no longer. {@code gone}: somebody else has seen that nobody is left. */
    void end(boolean gone) {
        ended = true;
        if (gone) {
            empty.complete(null);
        }
        LockSupport.unpark(thread);
    }

    CompletableFuture<Void> empty() {
        return empty.copy();
    }

    private void watch() {
        int agreed = 0;
        while (!ended && agreed < enclosure.looksNeeded()) {
            try {
                boolean mainEnded = !main.isAlive();
                holdPause.run();
                Sighting now = enclosure.look();
                agreed = mainEnded && now.gone() ? agreed + 1 : 0;
            } catch (RuntimeException unexpected) {
                agreed = 0;
                LOG.error("could not look at the tree: pid={}", main.pid(), unexpected);
            }
            if (agreed == 0) {
                LockSupport.parkNanos((main.isAlive() ? RHYTHM : LAST_RHYTHM).toNanos());
            }
        }
        if (!ended) {
            empty.complete(null);
        }
    }
}
