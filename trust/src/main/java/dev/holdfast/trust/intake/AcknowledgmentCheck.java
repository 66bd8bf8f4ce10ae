package dev.holdfast.trust.intake;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.ExecutionState;
import java.util.Optional;

/** Whether an acknowledgment, whose signature has been verified, is from the process that carries the execution out. */
public final class AcknowledgmentCheck {
    private AcknowledgmentCheck() {}

    /** The first flaw of an acknowledgment, held against the state before it; empty when it has none. */
    public static Optional<Rejection> check(ExecutionState state, Acknowledgment acknowledgment) {
        if (!acknowledgment.getExecutorInstance().equals(state.getExecutorInstance())) {
            return Optional.of(new Rejection(
                    Rejection.Reason.SECOND_EXECUTOR,
                    "expected an acknowledgment of executor process `" + state.getExecutorInstance()
                            + "`, found one of `" + acknowledgment.getExecutorInstance() + "`"));
        }
        return Optional.empty();
    }
}
