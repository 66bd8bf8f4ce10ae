package dev.holdfast.trust.execution;

import dev.holdfast.record.Admission;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.verdict.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Notes the answer to a request in the state of the execution that was asked for. Pure but for that state. */
public final class Reception {
    private Reception() {}

    /** What stands in the way of an answer. */
    public enum Obstacle {
        /** Nothing: the request is to be judged. */
        NONE,
        /** It has been answered: the answer that is in the state is to be sent again. */
        ANSWERED,
        /** The execution is granted, or another request for it was admitted and its grant may still come. */
        TAKEN
    }

    /**
     * What became of a request.
     *
     * @param from where the execution stood
     * @param to where it stands
     * @param command what its executor is told: DENY when it was denied
     */
    public record Received(TrustState from, TrustState to, Optional<ControlAction> command) {}

    /**
     * Whether a request is to be judged. Who was denied, or waits for a grant that nobody has asked for, does not stand in the way of a request: whoever
     * may not ask must not be able to use up an id.
     *
     * @param requestDigest SHA-256 of its Avro body
     */
    public static Obstacle obstacle(ExecutionState state, ByteBuffer requestDigest) {
        if (state.getGrant() != null) {
            return Obstacle.TAKEN;
        }
        Admission admission = state.getAdmission();
        if (admission == null) {
            return Obstacle.NONE;
        }
        if (admission.getRequestDigest().equals(requestDigest)) {
            return Obstacle.ANSWERED;
        }
        return state.getState() == TrustState.DENIED ? Obstacle.NONE : Obstacle.TAKEN;
    }

    /**
     * Takes note. The wait for the grant of what was admitted begins now.
     *
     * @param state without a grant; changed
     * @param now the instant of the decision, not before the state's last evaluation
     */
    public static Received note(ExecutionState state, Admission admission, Ruling ruling, long now) {
        state.setEvaluatedAt(now);
        state.setFirstSeenAt(now);
        state.setGrantRefusal("");
        state.setAdmission(admission);
        if (Position.of(state.getState()) instanceof Position.Denied denied) {
            Observation.reopen(state, denied, now);
        }
        TrustState from = state.getState();
        Optional<ControlAction> command = Optional.empty();
        if (ruling instanceof Ruling.Denied denied) {
            var verdict = new Verdict.Halt(denied.findings());
            Position.Move move =
                    Position.of(from).on(verdict, new Position.Circumstances(false, false, state.getEnded()));
            Decider.noteVerdict(state, verdict);
            Decider.move(state, move, now);
            command = move.command();
        } else {
            // Nothing is permitted yet: whether what was admitted may run is judged with its grant and its first
            // heartbeat.
            state.setVerdict(VerdictKind.INDETERMINATE);
            state.setFindings(List.of());
        }
        state.setEntries(state.getEntries() + 1);
        return new Received(from, state.getState(), command);
    }
}
