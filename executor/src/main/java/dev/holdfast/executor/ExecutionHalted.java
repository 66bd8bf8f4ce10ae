package dev.holdfast.executor;

/**
 * The execution must end. Let it through to the outermost frame of the work: there is no way back, and every later check throws it again.
 */
public final class ExecutionHalted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause why, for people */
    public ExecutionHalted(String executionId, String cause) {
        super("execution `" + executionId + "` is halted: " + cause);
    }
}
