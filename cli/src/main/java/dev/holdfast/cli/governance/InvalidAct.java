package dev.holdfast.cli.governance;

/** The act would be refused by every evaluator. Its message says why. */
public final class InvalidAct extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidAct(String message) {
        super(message);
    }
}
