package dev.holdfast.executor.permission;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import java.time.Duration;

/**
 * What an executor may do now. All instants are nanoseconds of one monotonic clock, such as {@link System#nanoTime()}; only differences
 * between them count. Epochs only rise, and a halt is final. Not thread-safe.
 */
public final class Permission {
    private final Duration grace;
    private final Duration evaluatorsTurn;
    private Standing standing = Standing.WAITING;
    private String cause = "waiting for the first lease";
    private long obeyedEpoch;
    private boolean pausedByCommand;
    private Duration hold = Duration.ZERO;
    private boolean leased;
    private long leaseEndNanos;
    private Duration leaseDuration = Duration.ZERO;
    private long pausedAtNanos;

    /**
     * Waiting for the first lease.
     *
     * @param grace how long it may stay paused after the end of its lease, until it halts by itself
     * @param lease how long a lease lasts; an execution paused by command is left that much longer, so that its evaluator has the first word
     */
    public Permission(Duration grace, Duration lease) {
        this.grace = grace;
        this.evaluatorsTurn = lease;
    }

    /** What an input changed. */
    public sealed interface Change {
        /** Nothing. */
        record None() implements Change {}

        /** Still running, now for longer. */
        record Renewed() implements Change {}

        /** The same standing as before, under a newer command. */
        record Confirmed(Standing standing, String cause) implements Change {}

        /** Another standing. */
        record Moved(Standing from, Standing to, String cause) implements Change {}
    }

    /**
     * A committed lease has arrived.
     *
     * @param epoch the lease's
     * @param sentAtNanos when the heartbeat that it answers was sent
     * @param duration how long it lasts from then
     */
    public Change lease(long epoch, long sentAtNanos, Duration duration, long nowNanos) {
        long endNanos = sentAtNanos + duration.toNanos();
        boolean overtaken = epoch < obeyedEpoch || (pausedByCommand && epoch == obeyedEpoch);
        boolean over = endNanos - nowNanos <= 0;
        if (standing == Standing.HALTED || overtaken || over) {
            return new Change.None();
        }
        // A lease of an earlier epoch does not count any more, however long it would have lasted.
        if (!leased || epoch > obeyedEpoch || endNanos - leaseEndNanos > 0) {
            leaseEndNanos = endNanos;
            leaseDuration = duration;
        }
        leased = true;
        obeyedEpoch = epoch;
        pausedByCommand = false;
        hold = Duration.ZERO;
        return standing == Standing.RUNNING ? new Change.Renewed() : move(Standing.RUNNING, "leased");
    }

    /**
     * A command has arrived, committed or not. A {@code RESUME} permits nothing: the committed lease that comes with it does.
     *
     * @param reason what the command gives as its findings, for people
     */
    public Change command(ControlAction action, long epoch, String reason, long nowNanos) {
        if (epoch <= obeyedEpoch) {
            return new Change.None();
        }
        return switch (action) {
            case RESUME -> new Change.None();
            case PAUSE -> {
                if (standing == Standing.HALTED) {
                    yield new Change.None();
                }
                obeyedEpoch = epoch;
                pausedByCommand = true;
                hold = Duration.ZERO;
                if (standing == Standing.PAUSED) {
                    cause = reason;
                    yield new Change.Confirmed(standing, reason);
                }
                pausedAtNanos = nowNanos;
                yield move(Standing.PAUSED, reason);
            }
            case HALT, DENY -> {
                obeyedEpoch = epoch;
                yield standing == Standing.HALTED
                        ? new Change.Confirmed(standing, cause)
                        : move(Standing.HALTED, reason);
            }
        };
    }

    /**
     * A denial has arrived that is for many. It has no epoch; one for this execution alone follows it, if its transaction is committed. Until
     * then no lease counts that is not newer than what is obeyed.
     *
     * @param reason what the command gives as its findings, for people
     */
    public Change chosen(ControlAction action, String reason, long nowNanos) {
        if (action == ControlAction.HALT || action == ControlAction.DENY) {
            return halt(reason);
        }
        if (action != ControlAction.PAUSE || standing == Standing.HALTED) {
            return new Change.None();
        }
        // Also when it stands still already: no lease that was under way may set it free.
        pausedByCommand = true;
        if (standing == Standing.PAUSED) {
            return new Change.None();
        }
        pausedAtNanos = nowNanos;
        return move(Standing.PAUSED, reason);
    }

    /**
     * The pause that has just been commanded is an operator's: it lasts until an operator ends it, however long the grace is.
     *
     * @param most how long it may stay paused all the same, until it halts by itself
     */
    public void hold(Duration most) {
        if (standing == Standing.PAUSED && pausedByCommand) {
            hold = most;
        }
    }

    /**
     * The evaluator has said how far it is behind what executors told it. Once that is as long as the lease lasts, the lease stands for what was
     * true before it began: it ends now. A later one that holds resumes, as ever.
     */
    public Change lagging(Duration lag, long nowNanos) {
        if (standing != Standing.RUNNING || lag.compareTo(leaseDuration) < 0) {
            return new Change.None();
        }
        leaseEndNanos = nowNanos;
        pausedAtNanos = nowNanos;
        return move(
                Standing.PAUSED,
                "the evaluator is " + lag.toMillis() + " ms behind, no less than the lease of "
                        + leaseDuration.toMillis() + " ms lasts");
    }

    /** Time has passed. */
    public Change elapse(long nowNanos) {
        if (standing == Standing.RUNNING && leaseEndNanos - nowNanos <= 0) {
            pausedAtNanos = nowNanos;
            return move(Standing.PAUSED, "the lease has run out");
        }
        if (standing == Standing.PAUSED && haltAtNanos() - nowNanos <= 0) {
            return move(Standing.HALTED, "no lease came back within the grace period");
        }
        return new Change.None();
    }

    /** How long until {@link #elapse} has something to do; a long time when it never will. */
    public Duration untilNextElapse(long nowNanos) {
        return switch (standing) {
            case RUNNING -> Duration.ofNanos(Math.max(0, leaseEndNanos - nowNanos));
            case PAUSED -> Duration.ofNanos(Math.max(0, haltAtNanos() - nowNanos));
            case WAITING, HALTED -> Duration.ofDays(1);
        };
    }

    /** Ends by this process's own decision, such as an enforcement that failed. Final. */
    public Change halt(String reason) {
        return standing == Standing.HALTED ? new Change.None() : move(Standing.HALTED, reason);
    }

    /** Where the execution stands by this executor's knowledge. */
    public Standing standing() {
        return standing;
    }

    /** Why it stands there, for people. */
    public String cause() {
        return cause;
    }

    /** Epoch of the last command or lease that is obeyed. */
    public long obeyedEpoch() {
        return obeyedEpoch;
    }

    /** When the lease ends, on the same clock; meaningless unless {@code RUNNING}. */
    public long leaseEndNanos() {
        return leaseEndNanos;
    }

    private long haltAtNanos() {
        Duration patience = pausedByCommand ? grace.plus(evaluatorsTurn) : grace;
        return pausedAtNanos + (hold.compareTo(patience) > 0 ? hold : patience).toNanos();
    }

    private Change move(Standing to, String reason) {
        if (standing == to) {
            return new Change.None();
        }
        Standing from = standing;
        standing = to;
        cause = reason;
        return new Change.Moved(from, to, reason);
    }
}
