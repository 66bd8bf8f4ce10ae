package dev.holdfast.executor.guard;

import java.time.Duration;

/**
 * How far apart heartbeats are. Until the first lease somebody waits, and a heartbeat may have come before its grant: then they come sooner than the grant asks, but ever
 * less so. Where many wait at once, their haste alone would hold up the evaluator that they wait for. Not thread-safe.
 */
final class Rhythm {
    private static final Duration FIRST_WHILE_WAITING = Duration.ofMillis(250);

    private final Duration granted;
    private Duration whileWaiting = FIRST_WHILE_WAITING;

    /** @param granted the grant's rhythm, the longest distance there will be */
    Rhythm(Duration granted) {
        this.granted = granted;
    }

    /**
     * The distance from the last heartbeat to the next one.
     *
     * @param waiting whether no lease has come yet
     */
    Duration next(boolean waiting) {
        if (!waiting || whileWaiting.compareTo(granted) >= 0) {
            return granted;
        }
        Duration distance = whileWaiting;
        whileWaiting = distance.multipliedBy(2);
        return distance;
    }
}
