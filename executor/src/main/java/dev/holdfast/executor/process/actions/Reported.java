package dev.holdfast.executor.process.actions;

/** One line that a program wrote. */
public sealed interface Reported {
    /**
     * It did something.
     *
     * @param action 1 to 64 characters of {@code a-z 0-9 . _ -}
     * @param resource what it was done to: 1 to 1024 characters, no control characters
     */
    record Action(String action, String resource) implements Reported {}

    /**
     * A counter rose.
     *
     * @param name 1 to 64 characters of {@code a-z 0-9 . _ -}
     * @param amount by how much; 0 to 999,999,999,999,999,999
     */
    record Count(String name, long amount) implements Reported {}

    /**
     * A line that is neither.
     *
     * @param reason what was expected
     * @param beginning the line's first characters, at most 200, control characters replaced
     * @param lengthBytes how long it was, without its end
     */
    record Malformed(Reason reason, String beginning, long lengthBytes) implements Reported {}

    /** What is wrong with a line. */
    enum Reason {
        /** Nothing stands before the line feed. */
        EMPTY,
        /** Longer than 4096 bytes, the line feed included. */
        TOO_LONG,
        /** Not UTF-8. */
        NOT_TEXT,
        /** It holds a control character, such as a tab or carriage return. */
        CONTROL_CHARACTER,
        /** The action or counter has characters that names may not have, or too many. */
        BAD_NAME,
        /** No space and resource after the action, or a resource longer than 1024 characters. */
        BAD_RESOURCE,
        /** No space and whole number of at most 18 digits after the counter. */
        BAD_NUMBER,
        /** Its writer, or the pipe, ended before its line feed. */
        UNFINISHED
    }
}
