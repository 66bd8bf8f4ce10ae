package dev.holdfast.lineage.verify;

import java.util.ArrayList;
import java.util.List;

/** The lines of a report as they come. What a file says may stand in them, so whatever could move a terminal's cursor or hide is taken out. One thread. */
final class Lines {
    private static final int MAXIMUM_CHARACTERS = 2_000;

    private final List<Line> lines = new ArrayList<>();

    void verified(String text) {
        lines.add(new Line.Verified(plain(text)));
    }

    void isFalse(String text) {
        lines.add(new Line.False(plain(text)));
    }

    void cannotTell(String text) {
        lines.add(new Line.CannotTell(plain(text)));
    }

    void noted(String text) {
        lines.add(new Line.Noted(plain(text)));
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

    private static String plain(String text) {
        String cut = text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "...";
        var plain = new StringBuilder(cut.length());
        cut.codePoints().map(Lines::shown).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static int shown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> '?';
            default -> codePoint;
        };
    }
}
