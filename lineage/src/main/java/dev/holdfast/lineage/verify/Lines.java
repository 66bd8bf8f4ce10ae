package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.Printable;
import java.util.ArrayList;
import java.util.List;

/** The lines of a report as they come. What a file says may stand in them, so whatever could move a terminal's cursor or hide is taken out. One thread. */
final class Lines {
    private final List<Line> lines = new ArrayList<>();

    void verified(String text) {
        lines.add(new Line.Verified(Printable.of(text)));
    }

    void isFalse(String text) {
        lines.add(new Line.False(Printable.of(text)));
    }

    void cannotTell(String text) {
        lines.add(new Line.CannotTell(Printable.of(text)));
    }

    void noted(String text) {
        lines.add(new Line.Noted(Printable.of(text)));
    }

    /** How many there are, by which it can be seen whether a check has objected. */
    long objections() {
        return lines.stream()
                .filter(line -> !(line instanceof Line.Verified || line instanceof Line.Noted))
                .count();
    }

    Report report() {
        return new Report(lines);
    }
}
