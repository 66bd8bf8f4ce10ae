package dev.holdfast.topology.time;

/**
 * How far the inputs of a task have been taken, as an instant of the broker's clock. Deadlines are held against this, not against the wall
 * clock of the process: what the broker stamped before a deadline and this task has not taken yet may well keep it. Instants are epoch
 * milliseconds. Not thread-safe.
 */
public final class BrokerClock {
    /** For how long the shortest delay seen is taken for what the clocks differ by, at the least; twice that at the most. */
    static final long WINDOW_MILLIS = 30_000;

    /** What seems to lag more than this is a clock that was set. */
    static final long LONGEST_LAG_MILLIS = 15_000;

    /** A task that takes over waits twice as long as nobody decided, and this at the most, for its first record, before it takes it that none waits. */
    static final long FIRST_RECORD_MILLIS = 5_000;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private long latest;
    private long behind;
    private long shortest = UNKNOWN;
    private long shortestBefore = UNKNOWN;
    private long windowStart;
    private long lag;
    private long lagSeenAt;
    private long patience;

    /** The broker is known to have stamped this instant, some time ago. */
    public void knows(long instant) {
        latest = Math.max(latest, instant);
    }

    /**
     * A task begins, and what it knows from its state is how far the one before it came: what was stamped since waits to be taken. The clocks are taken to agree until a
     * window of records has shown by how much they differ: the first records of a task that takes over are late, and tell nothing of clocks.
     *
     * @param wallClock this process's clock now
     */
    public void begins(long wallClock) {
        long late = wallClock - latest;
        if (late > 0 && late <= LONGEST_LAG_MILLIS) {
            lag = late;
            lagSeenAt = wallClock;
            patience = Math.min(2 * late, FIRST_RECORD_MILLIS);
            windowStart = wallClock;
            shortestBefore = 0;
        }
    }

    /**
     * A record has been taken.
     *
     * @param stamp when the broker appended it
     * @param wallClock this process's clock now
     */
    public void took(long stamp, long wallClock) {
        knows(stamp);
        if (wallClock - windowStart >= WINDOW_MILLIS) {
            windowStart = wallClock;
            shortestBefore = shortest;
            shortest = UNKNOWN;
        }
        long delay = wallClock - stamp;
        behind = Math.max(behind, -delay);
        shortest = Math.min(shortest, delay);
        lag = delay - Math.min(shortest, shortestBefore);
        if (lag > LONGEST_LAG_MILLIS) {
            shortest = delay;
            shortestBefore = delay;
            lag = 0;
        }
        lagSeenAt = wallClock;
        patience = 0;
    }

    /** This process's clock was found to be ahead of the broker's, which says that it is {@code instant}. */
    public void corrected(long instant, long wallClock) {
        latest = instant;
        behind = Math.max(0, instant - wallClock);
    }

    /** This instant of the broker's clock on the process's own, where that is behind. */
    public long onWallClock(long instant, long wallClock) {
        return wallClock + behind + instant - latest;
    }

    /**
     * Up to when the inputs have been taken. Lags behind the broker's clock while records wait to be taken, and catches up within as much time
     * once none comes any more.
     */
    public long reached(long wallClock) {
        behind = Math.max(behind, latest - wallClock);
        return wallClock + behind - lag(wallClock);
    }

    /** How far the inputs that have been taken lag behind the broker's clock, in milliseconds; 0 when none waits. */
    public long lag(long wallClock) {
        long since = Math.max(0, wallClock - lagSeenAt);
        long waiting = Math.min(since, patience);
        return Math.max(0, lag + waiting - (since - waiting));
    }
}
