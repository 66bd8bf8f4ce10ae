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

    /** A task that neither looked nor took anything for so long stood still, and what was stamped meanwhile waits for it. */
    static final long STILL_MILLIS = 500;

    /** A task that stood still for longer than this is taken up as if there had been nothing before. */
    static final long LONGEST_STILL_MILLIS = 30_000;

    /** A task that stood still waits twice as long as it did, and this at the most, for a record, before it takes it that none waits. */
    static final long FIRST_RECORD_MILLIS = 5_000;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Backlog backlog;
    private long latest;
    private long behind;
    private long shortest = UNKNOWN;
    private long shortestBefore = UNKNOWN;
    private long windowStart;
    private long lag;
    private long caution;
    private long lagSeenAt;
    private long lookedAt;
    private long takingOverUntil;
    private long patience;

    /** @param backlog of the stream thread */
    public BrokerClock(Backlog backlog) {
        this.backlog = backlog;
    }

    /** The broker is known to have stamped this instant, some time ago. */
    public void knows(long instant) {
        latest = Math.max(latest, instant);
    }

    /**
     * A task begins, and what it knows is how far the one before it came: what was stamped since waits to be taken. For a window the clocks are taken to agree: the
     * first records of a task that takes over are late, and tell nothing of clocks.
     *
     * @param wallClock this process's clock now
     */
    public void begins(long wallClock) {
        long late = wallClock - latest;
        if (late > 0 && late <= LONGEST_STILL_MILLIS) {
            takingOverUntil = wallClock + WINDOW_MILLIS;
            stood(late, wallClock);
        }
        lookedAt = wallClock;
    }

    /**
     * The deadlines are about to be looked at. A thread that stood still, in a commit or a collection, comes here before it takes what has come meanwhile; and one that is
     * behind with another task's records takes those first.
     *
     * @param wallClock this process's clock now
     */
    public void looks(long wallClock) {
        long before = Math.max(lookedAt, lagSeenAt);
        long still = wallClock - before;
        if (still <= LONGEST_STILL_MILLIS && (still >= STILL_MILLIS || backlog.takenFromSince(before))) {
            stood(Math.min(cautionAt(before) + still, LONGEST_STILL_MILLIS), wallClock);
        }
        lookedAt = wallClock;
    }

    private void stood(long late, long wallClock) {
        caution = late;
        lagSeenAt = wallClock;
        patience = Math.min(2 * late, FIRST_RECORD_MILLIS);
    }

    /**
     * A heartbeat has been taken.
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
        boolean takingOver = wallClock < takingOverUntil && delay <= LONGEST_STILL_MILLIS;
        caution = takingOver ? Math.max(lag, delay) : lag;
        lagSeenAt = wallClock;
        patience = 0;
        if (caution >= STILL_MILLIS) {
            backlog.takenFrom(wallClock);
        }
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
        return wallClock + behind - cautionAt(wallClock);
    }

    private long cautionAt(long wallClock) {
        long since = Math.max(0, wallClock - lagSeenAt);
        long waiting = Math.min(since, patience);
        return Math.max(0, caution + waiting - (since - waiting));
    }

    /** How far the inputs that have been taken are seen to lag behind the broker's clock, in milliseconds; 0 when none waits. */
    public long lag(long wallClock) {
        return Math.max(0, lag - Math.max(0, wallClock - lagSeenAt));
    }
}
