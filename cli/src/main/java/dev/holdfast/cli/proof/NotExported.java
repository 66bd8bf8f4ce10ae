package dev.holdfast.cli.proof;

/** There is nothing to export, or not yet. Its message says what was expected, what was found, and what to do. */
public final class NotExported extends Exception {
    private static final long serialVersionUID = 1L;

    NotExported(String message) {
        super(message);
    }
}
