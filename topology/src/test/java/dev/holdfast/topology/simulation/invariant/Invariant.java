package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.LogCheckpoint;

/** Something that always holds. Each simulation has one of its own, told of everything in the order in which it happens. */
public interface Invariant {
    /** What it is called in reports. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** A record has been taken; its transaction may yet be aborted. */
    default void taken(Taken taken) {}

    /** A transaction has been committed; what it wrote follows. */
    default void committed(Transaction transaction) {}

    /** A record that was written has been committed. */
    default void committed(Observed written) {}

    /** A checkpoint of the log over lineage has been signed; its transaction may yet be aborted. */
    default void signed(LogCheckpoint checkpoint) {}

    /** An executor is at work now, in epoch milliseconds of its own steady clock, which began with the broker's. */
    default void acted(String id, String instance, long now) {}

    /** Nothing is left to take, everybody has been silent for long enough, and all is committed. */
    default void ended(Ending ending) {}
}
