package dev.holdfast.lineage.verify;

import java.util.List;

/**
 * What came of verifying a proof.
 *
 * @param lines in the order in which it was checked; never empty
 */
public record Report(List<Line> lines) {
    /** Exit status when everything was verified. */
    public static final int TRUE = 0;

    /** Exit status when something is false. */
    public static final int FALSE = 1;

    /** Exit status when nothing is false, and something cannot be told. */
    public static final int CANNOT_TELL = 2;

    public Report {
        lines = List.copyOf(lines);
    }

    /** The exit status of a command that says this: {@link #TRUE}, {@link #FALSE} or {@link #CANNOT_TELL}. */
    public int exit() {
        if (lines.stream().anyMatch(Line.False.class::isInstance)) {
            return FALSE;
        }
        return lines.stream().anyMatch(Line.CannotTell.class::isInstance) ? CANNOT_TELL : TRUE;
    }
}
