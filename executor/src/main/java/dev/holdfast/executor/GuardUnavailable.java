package dev.holdfast.executor;

/** A guard cannot be opened. The message says what was expected, what was found, and what to do. Nothing has been started. */
public final class GuardUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /** For the parts of a guard. */
    public GuardUnavailable(String message) {
        super(message);
    }
}
