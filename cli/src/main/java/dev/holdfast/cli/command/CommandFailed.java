package dev.holdfast.cli.command;

/** A command cannot do what it was asked to. The message says what was expected, what was found, and what to do next. */
public final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** The command failed: exit status 1. */
    public CommandFailed(String message) {
        this(message, 1);
    }

    /** With an exit status: 2 for wrong usage. */
    public CommandFailed(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The exit status that goes with it. */
    public int status() {
        return status;
    }
}
