package dev.holdfast.connect;

/** A record has no execution id where one was expected. Its message says where it was looked for and what was found. */
final class NoExecutionId extends Exception {
    private static final long serialVersionUID = 1L;

    NoExecutionId(String message) {
        super(message);
    }
}
