package dev.holdfast.trust.execution;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.appraisal.Results;
import dev.holdfast.trust.facts.FactReader;
import java.time.Duration;
import java.util.OptionalLong;

/** When an execution has to be looked at again if nothing is heard of it. Pure: a function of the state. */
public final class Timing {
    /** How long an executor may send heartbeats without a grant before it is denied. */
    public static final Duration GRANT_WAIT = Duration.ofSeconds(5);

    /** How long a finished execution stays in the state after its end and its grant's end, whichever is later. */
    public static final Duration RETENTION = Duration.ofMinutes(1);

    /** The rarest look at what is overdue and yet not ended, because no rule ends it. */
    public static final Duration OVERDUE_LOOK = Duration.ofMinutes(1);

    /** The rarest word about a command that stays without a confirmation. */
    public static final Duration RAREST_ESCALATION = Duration.ofHours(1);

    private static final int FIRST_MISSED = FactReader.SILENT_AFTER_MISSED - 1;

    private Timing() {}

    /**
     * A deadline.
     *
     * @param kind which
     * @param at when, in epoch milliseconds of the broker's clock
     */
    public record Due(Deadline kind, long at) {
        private Due orEarlier(Deadline otherKind, long otherAt) {
            return otherAt < at ? new Due(otherKind, otherAt) : this;
        }
    }

    /**
     * The next deadline after an evaluation; there always is one, and it lies after that evaluation but for {@code RETENTION_END}. What is overdue
     * is looked at again after as long as it has been overdue, from 1 ms up to {@link #OVERDUE_LOOK}.
     *
     * @param now instant of that evaluation, in epoch milliseconds of the broker's clock
     */
    public static Due next(ExecutionState state, long now) {
        Grant grant = state.getGrant();
        if (Position.of(state.getState()).isFinal()) {
            long end = Math.max(
                    state.getSince(),
                    grant == null ? issuedUntil(state) : grant.getNotAfter().toEpochMilli());
            return orConfirmation(new Due(Deadline.RETENTION_END, end + RETENTION.toMillis()), state, now);
        }
        if (grant == null) {
            return new Due(Deadline.GRANT_MISSING, orLater(state.getFirstSeenAt() + GRANT_WAIT.toMillis(), now));
        }
        var due = new Due(Deadline.GRANT_END, orLater(grant.getNotAfter().toEpochMilli(), now));
        if (graceRuns(state)) {
            due = due.orEarlier(
                    Deadline.PAUSE_END, orLater(FactReader.pausedSince(state) + grant.getGraceMillis(), now));
        }
        if (state.getSequence() > 0) {
            // A heartbeat a little late is nothing to look at: the first look is when the second one is missed as well.
            long interval = grant.getHeartbeatIntervalMillis();
            long missed = Math.max(0, now - state.getLastHeartbeatAt()) / interval;
            due = due.orEarlier(
                    Deadline.HEARTBEAT, state.getLastHeartbeatAt() + interval * Math.max(FIRST_MISSED, missed + 1));
        }
        OptionalLong evidence = Results.firstEndMillis(state, now);
        if (evidence.isPresent()) {
            due = due.orEarlier(Deadline.EVIDENCE_END, evidence.getAsLong());
        }
        return orConfirmation(due, state, now);
    }

    /**
     * When the standing command has been without a confirmation for as long as the grant gives, and after that twice as long each time, up to
     * {@link #RAREST_ESCALATION}; empty when there is nothing to confirm. What was never leased never ran, and needs no proof that it stopped.
     */
    public static OptionalLong confirmationEnd(ExecutionState state) {
        ControlAction command = state.getCommand();
        Grant grant = state.getGrant();
        boolean open = command != null
                && command != ControlAction.RESUME
                && grant != null
                && state.getLeasedAt() > 0
                && state.getEnforcement() != Enforcement.EFFECTIVE;
        if (!open) {
            return OptionalLong.empty();
        }
        long waited = 0;
        long wait = grant.getConfirmationMillis();
        for (int times = 0; times < state.getUnconfirmed(); times++) {
            waited += wait;
            wait = Math.min(2 * wait, Math.max(wait, RAREST_ESCALATION.toMillis()));
        }
        return OptionalLong.of(state.getCommandedAt() + waited + wait);
    }

    /** What an operator has halted stays halted for as long as a grant that was issued for it could still arrive. */
    private static long issuedUntil(ExecutionState state) {
        return state.getOperatorHalt().isEmpty() ? 0 : state.getAdmittedUntil();
    }

    private static Due orConfirmation(Due due, ExecutionState state, long now) {
        OptionalLong end = confirmationEnd(state);
        return end.isEmpty() ? due : due.orEarlier(Deadline.CONFIRMATION, orLater(end.getAsLong(), now));
    }

    /**
     * Whether a deadline still stands, or has been overtaken by what happened since it was set.
     *
     * @param dueAt when it is, in epoch milliseconds of the broker's clock
     */
    public static boolean stands(ExecutionState state, Deadline kind, long dueAt) {
        Grant grant = state.getGrant();
        boolean finished = Position.of(state.getState()).isFinal();
        return switch (kind) {
            case RETENTION_END -> {
                Due due = next(state, dueAt);
                yield finished && due.kind() == Deadline.RETENTION_END && due.at() == dueAt;
            }
            case GRANT_MISSING -> !finished && grant == null;
            case GRANT_END -> !finished && grant != null && grant.getNotAfter().toEpochMilli() <= dueAt;
            case PAUSE_END ->
                graceRuns(state) && grant != null && FactReader.pausedSince(state) + grant.getGraceMillis() <= dueAt;
            case EVIDENCE_END -> {
                // None, once it was evaluated after the end: then what ended no longer counted.
                OptionalLong end = Results.firstEndMillis(state, state.getEvaluatedAt());
                yield !finished && end.isPresent() && end.getAsLong() <= dueAt;
            }
            case CONFIRMATION ->
                confirmationEnd(state).isPresent() && confirmationEnd(state).getAsLong() <= dueAt;
            case HEARTBEAT ->
                !finished
                        && grant != null
                        && state.getSequence() > 0
                        && dueAt
                                >= state.getLastHeartbeatAt()
                                        + (long) FIRST_MISSED * grant.getHeartbeatIntervalMillis();
            // No deadline of an execution.
            case WALK, RULESET, SHADOW -> false;
        };
    }

    /** An operator's pause lasts until an operator ends it, or the grant does. */
    private static boolean graceRuns(ExecutionState state) {
        return state.getState() == TrustState.PAUSED && state.getOperatorPause().isEmpty();
    }

    /** Without this, a ruleset that lets a deadline pass would be asked again at once, without end. */
    private static long orLater(long at, long now) {
        return at > now ? at : now + Math.min(Math.max(now - at, 1), OVERDUE_LOOK.toMillis());
    }
}
