package dev.holdfast.executor;

import dev.holdfast.record.Capability;
import java.util.List;

/**
 * Carries commands out on whatever does the work. Called on one thread of the guard's own, except {@link #halt}, which may overtake a
 * {@link #pause} or {@link #resume} under way. Each call waits, for a bounded time, until the effect has been seen.
 */
public interface Enforcer {

    /** What was seen. */
    sealed interface Outcome {
        /**
         * Everything that does the work was seen in the wanted condition.
         *
         * @param detail for people and the record: how many, by which means
         */
        record Seen(String detail) implements Outcome {}

        /** It was not seen in time; the guard calls again. */
        record NotSeen(String detail) implements Outcome {}
    }

    /** What it can do to the work; heartbeats say so. PAUSE and KILL are required of every executor. */
    default List<Capability> capabilities() {
        return List.of(Capability.PAUSE, Capability.KILL);
    }

    /** Makes the work stand still. */
    Outcome pause();

    /** Lets the work go on. */
    Outcome resume();

    /** Ends the work, for good. */
    Outcome halt();
}
