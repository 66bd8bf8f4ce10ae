package dev.holdfast.executor.process;

import java.time.Duration;
import java.util.List;

/** What was seen to come of an order to a tree. Times count from the call. */
public sealed interface Effect {
    /** How long it took until this was seen, including the wait for an order under way. */
    Duration elapsed();

    /**
     * Every process was seen standing still.
     *
     * @param processes how many, at least 1
     */
    record Stopped(int processes, Duration elapsed) implements Effect {}

    /**
     * No process was seen standing still any more.
     *
     * @param processes how many, at least 1
     */
    record Running(int processes, Duration elapsed) implements Effect {}

    /**
     * No process is left.
     *
     * @param killed whether some had to be killed, because they were still there after the grace period
     */
    record Gone(boolean killed, Duration elapsed) implements Effect {}

    /**
     * The bound passed and the effect was not seen on all processes. The order stands, and may yet take effect; the
     * caller must not report it as effective, and should repeat it or escalate.
     *
     * @param pids those on which it was not seen; empty if what could not be seen is who belongs to the tree
     */
    record Unconfirmed(List<Long> pids, Duration elapsed) implements Effect {
        public Unconfirmed {
            pids = List.copyOf(pids);
        }
    }

    /** A halt has begun, so the order was dropped. The halt's own result is with whoever called it. */
    record Overtaken(Duration elapsed) implements Effect {}
}
