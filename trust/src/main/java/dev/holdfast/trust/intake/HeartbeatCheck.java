package dev.holdfast.trust.intake;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.evidence.AttestationForm;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a heartbeat, whose signature has been verified, is the next one of its execution: not replayed, not from somebody else. */
public final class HeartbeatCheck {
    private HeartbeatCheck() {}

    /** The first flaw of a heartbeat, held against the state before it; empty when it has none. */
    public static Optional<Rejection> check(ExecutionState state, Heartbeat heartbeat) {
        if (state.getEnded()) {
            return rejection(Reason.EXECUTION_ENDED, "the execution ended with heartbeat " + state.getSequence());
        }
        boolean first = state.getSequence() == 0;
        if (!first && !state.getExecutorInstance().equals(heartbeat.getExecutorInstance())) {
            return rejection(
                    Reason.SECOND_EXECUTOR,
                    "expected a heartbeat of executor process `" + state.getExecutorInstance() + "`, found one of `"
                            + heartbeat.getExecutorInstance() + "`; a new process needs a grant of its own");
        }
        if (heartbeat.getSequence() <= state.getSequence()) {
            return rejection(
                    Reason.REPLAYED,
                    "expected a sequence above " + state.getSequence() + ", found " + heartbeat.getSequence());
        }
        return (first ? instance(heartbeat) : Optional.<String>empty())
                .or(() -> range(state, heartbeat))
                .or(() -> AttestationForm.flaw(heartbeat.getAttestations()))
                .map(detail -> new Rejection(Reason.OUT_OF_RANGE, detail));
    }

    /** Later ones have the name of the first. */
    private static Optional<String> instance(Heartbeat heartbeat) {
        if (heartbeat.getExecutorInstance().isEmpty()
                || heartbeat.getExecutorInstance().length() > Limits.TEXT_CHARACTERS) {
            return Optional.of("expected the heartbeat to name its executor process");
        }
        return PlainText.flaw("the executor process's name", heartbeat.getExecutorInstance());
    }

    private static Optional<String> range(ExecutionState state, Heartbeat heartbeat) {
        long obeyed = heartbeat.getObeyedEpoch();
        if (obeyed < 0 || obeyed > state.getEpoch() + Limits.EPOCHS_AHEAD) {
            return Optional.of("expected an obeyed epoch from 0 to " + (state.getEpoch() + Limits.EPOCHS_AHEAD)
                    + ", found " + obeyed);
        }
        if (!Limits.holds(heartbeat.getSentAt())) {
            return Optional.of(
                    "expected the sender's clock from the year 1970 to 9999, found " + heartbeat.getSentAt());
        }
        for (Collection<?> collection : List.of(
                heartbeat.getCounters().keySet(), heartbeat.getEvidence().keySet(), heartbeat.getActions())) {
            if (collection.size() > Limits.ENTRIES) {
                return Optional.of("expected at most " + Limits.ENTRIES + " counters, evidence and actions each, found "
                        + collection.size());
            }
        }
        boolean shortEnough = Limits.holds(heartbeat.getCounters().keySet())
                && Limits.holds(heartbeat.getEvidence().keySet())
                && Limits.holds(heartbeat.getEvidence().values());
        if (!shortEnough) {
            return Optional.of(
                    "expected counters' names and evidence of at most " + Limits.TEXT_CHARACTERS + " characters");
        }
        for (Map.Entry<String, Long> counter : heartbeat.getCounters().entrySet()) {
            if (counter.getValue() < 0) {
                return Optional.of(
                        "expected counter `" + counter.getKey() + "` to be 0 or more, found " + counter.getValue());
            }
        }
        for (ReportedAction action : heartbeat.getActions()) {
            if (action.getCount() < 1 || action.getCount() > Integer.MAX_VALUE) {
                return Optional.of("expected action `" + action.getAction() + "` to be counted from 1 to "
                        + Integer.MAX_VALUE + ", found " + action.getCount());
            }
            if (action.getAction().length() > Limits.TEXT_CHARACTERS
                    || action.getResource().length() > Limits.TEXT_CHARACTERS) {
                return Optional.of(
                        "expected actions and resources of at most " + Limits.TEXT_CHARACTERS + " characters");
            }
        }
        return Optional.empty();
    }

    private static Optional<Rejection> rejection(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }
}
