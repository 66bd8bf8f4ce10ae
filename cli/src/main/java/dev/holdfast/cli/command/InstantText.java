package dev.holdfast.cli.command;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Instants as people type them: 2030-01-31T08:00:00Z. */
public final class InstantText {
    private InstantText() {}

    /** The instant that an option was given. */
    public static Instant parse(String option, String text) throws CommandFailed {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandFailed(
                    option + ": expected an instant such as 2030-01-31T08:00:00Z, found `" + text + "`", 2);
        }
    }
}
