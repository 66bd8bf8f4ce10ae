package dev.holdfast.rules.drl;

import java.util.Comparator;

/**
 * Something that is wrong, and where.
 *
 * @param path of the file
 * @param line from 1; 0 for the file as a whole
 * @param column from 1; 0 for the line as a whole
 * @param found the offending text; empty when something is missing
 * @param message what was expected and what was found
 * @param hint what to do; empty when the message says it
 * @param sourceLine the line it stands on; empty for the file as a whole
 */
public record Diagnostic(
        Problem problem,
        String path,
        int line,
        int column,
        String found,
        String message,
        String hint,
        String sourceLine) {

    private static final int MAXIMUM_FOUND_CHARACTERS = 80;
    private static final int MAXIMUM_LINE_CHARACTERS = 400;

    /** By place, then by problem. */
    public static final Comparator<Diagnostic> ORDER = Comparator.comparing(Diagnostic::path)
            .thenComparingInt(Diagnostic::line)
            .thenComparingInt(Diagnostic::column)
            .thenComparing(Diagnostic::problem)
            .thenComparing(Diagnostic::message);

    /** About what stands in a text from an offset on. */
    public static Diagnostic at(DrlText text, int offset, int length, Problem problem, String message, String hint) {
        DrlText.Place place = text.at(offset);
        int from = Math.min(Math.max(0, offset), text.text().length());
        int to = Math.min(
                from + Math.min(length, MAXIMUM_FOUND_CHARACTERS), text.text().length());
        String found = text.text().substring(from, to);
        int end = found.indexOf('\n');
        String line = text.line(place.line());
        return new Diagnostic(
                problem,
                text.path(),
                place.line(),
                place.column(),
                (end < 0 ? found : found.substring(0, end)).strip(),
                message,
                hint,
                line.length() <= MAXIMUM_LINE_CHARACTERS ? line : line.substring(0, MAXIMUM_LINE_CHARACTERS));
    }

    private static boolean isPartOfName(DrlText text, int offset) {
        return Character.isJavaIdentifierPart(text.text().charAt(offset))
                && Character.isJavaIdentifierPart(text.text().charAt(offset - 1));
    }

    /** About a file as a whole. */
    public static Diagnostic of(String path, Problem problem, String message, String hint) {
        return new Diagnostic(problem, path, 0, 0, "", message, hint, "");
    }

    public boolean isError() {
        return problem.severity() == Problem.Severity.ERROR;
    }

    /** On one line, as compilers write it. */
    @Override
    public String toString() {
        String place = line == 0 ? path : path + ":" + line + (column == 0 ? "" : ":" + column);
        return place + ": " + text();
    }

    /** Code, message and hint, without the place. */
    public String text() {
        return problem + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
    }
}
