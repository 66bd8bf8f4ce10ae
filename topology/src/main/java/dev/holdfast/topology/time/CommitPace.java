package dev.holdfast.topology.time;

/**
 * How often a stream thread ends its transaction for those who wait for it. In a commit nothing is decided; where commits take long, on a crowded machine, ending one
 * transaction after the other would leave no time to decide anything, and ever more would wait. One for each stream thread, shared by its tasks, whose transaction is
 * one. Instants are epoch milliseconds of the process's clock. Not thread-safe.
 */
public final class CommitPace {
    /** Transactions are ended no more often than this for those who wait: for 20 to 50 ms around each end nothing is decided, or nothing that was is acknowledged. */
    static final long LEAST_APART_MILLIS = 200;

    /** As many times as long as a commit took, the next one is put off: commits for those who wait take a quarter of the time at most. */
    static final long TIMES_AS_LONG = 3;

    /** Those who wait wait no longer than this for a commit to begin, however long the last one took. */
    static final long MOST_APART_MILLIS = 1_000;

    private long askedAt;
    private boolean measuring;
    private long notBefore;

    /** A commit that was asked for is over by now; nothing when none was. */
    public void committed(long wallClock) {
        if (measuring) {
            measuring = false;
            long took = Math.max(0, wallClock - askedAt);
            long apart = Math.min(MOST_APART_MILLIS, Math.max(LEAST_APART_MILLIS, TIMES_AS_LONG * took));
            notBefore = wallClock + apart;
        }
    }

    /** Whether a commit may be asked for now. If so, it must be: the time until {@link #committed} is taken for what it took. */
    public boolean allows(long wallClock) {
        // A clock that was set back would put commits off for as long as it was set back.
        if (wallClock < notBefore && notBefore - wallClock <= MOST_APART_MILLIS) {
            return false;
        }
        askedAt = wallClock;
        measuring = true;
        return true;
    }
}
