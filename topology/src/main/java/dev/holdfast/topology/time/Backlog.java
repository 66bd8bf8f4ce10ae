package dev.holdfast.topology.time;

/**
 * When a task of a stream thread last took a record that had waited: what came for the thread's other tasks may wait behind it. One for each stream thread, shared by its
 * tasks. Instants are epoch milliseconds of the process's clock. Not thread-safe.
 */
public final class Backlog {
    private long takenFromAt;

    void takenFrom(long wallClock) {
        takenFromAt = Math.max(takenFromAt, wallClock);
    }

    boolean takenFromSince(long wallClock) {
        return takenFromAt > wallClock;
    }
}
