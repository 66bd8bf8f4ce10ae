package dev.holdfast.trust.execution;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
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
     * @param shown whether its row says so: never what a denied request found out about an execution that others wait for
     */
    public record Received(TrustState from, TrustState to, boolean shown) {}

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
        return admission.getOutcome() == AdmissionOutcome.ADMITTED ? waitingFor(state) : Obstacle.NONE;
    }

    /** What was admitted takes the id until its grant should have come. */
    private static Obstacle waitingFor(ExecutionState state) {
        return state.getState() == TrustState.DENIED ? Obstacle.NONE : Obstacle.TAKEN;
    }

    /**
     * Takes note. What was admitted waits for its grant from now on. A denial answers the asker and nobody else: it commands nothing and leaves every
     * epoch as it is, since the executor that is to run under this id may be another one, with a grant that was issued before; and of an execution
     * that is known for anything else than denied requests it changes nothing.
     *
     * @param state without a grant; changed
     * @param known whether it was there before the request
     * @param now the instant of the decision, not before the state's last evaluation
     */
    public static Received note(ExecutionState state, boolean known, Admission admission, Ruling ruling, long now) {
        boolean free = !known || deniedOnRequest(state);
        boolean admitted = ruling instanceof Ruling.Admitted;
        TrustState from = state.getState();
        if (admitted || free) {
            begin(state, now);
            from = state.getState();
        }
        if (ruling instanceof Ruling.Denied denied && free) {
            Decider.noteVerdict(state, new Verdict.Halt(denied.findings()));
            Decider.move(state, new Position.Move(new Position.Denied(), Optional.empty()), now);
        }
        state.setEvaluatedAt(now);
        state.setAdmission(admission);
        state.setEntries(state.getEntries() + 1);
        return new Received(from, state.getState(), admitted || free);
    }

    /**
     * Begins to wait for a grant where nothing is known but denied requests: whoever waits now may have nothing to do with who asked then.
     *
     * @param now epoch milliseconds of the broker's clock
     * @return whether that was so
     */
    public static boolean await(ExecutionState state, long now) {
        if (!deniedOnRequest(state)) {
            return false;
        }
        long notBefore = Math.max(now, state.getEvaluatedAt());
        begin(state, notBefore);
        state.setEvaluatedAt(notBefore);
        return true;
    }

    /** Whether it stands where denied requests alone have brought it; every other denial is a command. */
    private static boolean deniedOnRequest(ExecutionState state) {
        return state.getState() == TrustState.DENIED && state.getCommand() == null;
    }

    /** Nothing is permitted by that: whether it may run is judged with its grant and its first heartbeat. */
    private static void begin(ExecutionState state, long now) {
        if (Position.of(state.getState()) instanceof Position.Denied denied) {
            Observation.reopen(state, denied, now);
        }
        state.setFirstSeenAt(now);
        state.setGrantRefusal("");
        state.setVerdict(VerdictKind.INDETERMINATE);
        state.setFindings(List.of());
    }
}
