package dev.holdfast.topology.time;

/**
 * What the tasks of one stream thread share of time. Not thread-safe.
 *
 * @param pace how often its transaction is ended for those who wait
 * @param backlog whether it is behind
 */
public record ThreadTime(CommitPace pace, Backlog backlog) {
    /** Of a thread that begins. */
    public ThreadTime() {
        this(new CommitPace(), new Backlog());
    }
}
