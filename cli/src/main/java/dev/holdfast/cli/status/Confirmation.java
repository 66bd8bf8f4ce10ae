package dev.holdfast.cli.status;

import dev.holdfast.record.Closure;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.TrustState;

/** Whether what an operator ordered has come to be, as an execution's row tells it. */
public final class Confirmation {
    private static final String OPERATOR_PAUSE = "OPERATOR_PAUSE";

    private Confirmation() {}

    /**
     * Whether an execution stands as it was ordered to, and its executor has confirmed it.
     *
     * @param wanted what was ordered; HALT for a revocation
     */
    public static boolean holds(OrderAction wanted, ExecutionStatus status) {
        return switch (wanted) {
            case HALT -> hasEnded(status);
            case PAUSE -> hasEnded(status) || isPaused(status);
            case RESUME -> status.getState() == TrustState.COMPLETED || status.getState() == TrustState.TRUSTED;
        };
    }

    /** Whether an execution's row shows that it has been ordered so, confirmed or not. */
    public static boolean isOrdered(OrderAction wanted, ExecutionStatus status) {
        return switch (wanted) {
            case HALT -> status.getState() == TrustState.HALTED || status.getState() == TrustState.DENIED;
            case PAUSE -> pausedByOperator(status);
            case RESUME -> !pausedByOperator(status);
        };
    }

    private static boolean pausedByOperator(ExecutionStatus status) {
        return status.getFindings().stream()
                .anyMatch(finding -> finding.getCode().equals(OPERATOR_PAUSE));
    }

    /** Whether it never can: nothing resumes what has been halted. */
    public static boolean cannotHold(OrderAction wanted, ExecutionStatus status) {
        return wanted == OrderAction.RESUME
                && (status.getState() == TrustState.HALTED || status.getState() == TrustState.DENIED);
    }

    /** What was never leased never ran: it is closed without a word from its executor. */
    private static boolean hasEnded(ExecutionStatus status) {
        return switch (status.getState()) {
            case COMPLETED -> true;
            case HALTED, DENIED ->
                status.getEnforcement() == Enforcement.EFFECTIVE || status.getClosure() == Closure.CLOSED;
            case PENDING, TRUSTED, PAUSED -> false;
        };
    }

    private static boolean isPaused(ExecutionStatus status) {
        boolean byOperator = pausedByOperator(status);
        return switch (status.getState()) {
            // Not leased yet, and not to be.
            case PENDING -> byOperator;
            case PAUSED -> byOperator && status.getEnforcement() == Enforcement.EFFECTIVE;
            case TRUSTED, HALTED, COMPLETED, DENIED -> false;
        };
    }
}
