package dev.holdfast.executor.attest;

/** No attestation could be made now. The message says what was expected, what was found and what to do. */
public final class NotAttested extends Exception {
    private static final long serialVersionUID = 1L;

    public NotAttested(String message) {
        super(message);
    }
}
