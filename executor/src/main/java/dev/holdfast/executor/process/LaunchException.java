package dev.holdfast.executor.process;

import java.io.IOException;

/** A program was not started. Nothing of it is left running. */
public final class LaunchException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why; callers decide by this, not by the message. */
    public enum Reason {
        /** No such file, in no directory of PATH. Shells exit 127. */
        NOT_FOUND,
        /** There is such a file, but it is a directory or may not be executed. Shells exit 126. */
        NOT_EXECUTABLE,
        /** The working directory is not one. */
        NO_DIRECTORY,
        /** The containment asked for is not available here, or the program could not be put into it. Ask for another. */
        NOT_CONTAINED,
        /** The system refused to start a process; the cause says why. */
        NOT_STARTED
    }

    private final Reason reason;

    LaunchException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    LaunchException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why the program was not started. */
    public Reason reason() {
        return reason;
    }
}
