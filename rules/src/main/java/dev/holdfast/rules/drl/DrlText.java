package dev.holdfast.rules.drl;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The text of a file, and where in it something stands. Immutable. */
public final class DrlText {
    private final String path;
    private final String text;
    private final int[] lineStarts;

    /** @param path by which messages name the file */
    public DrlText(String path, String text) {
        this.path = path;
        this.text = text;
        this.lineStarts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    /**
     * A place in a text.
     *
     * @param line from 1
     * @param column from 1, in UTF-16 units
     */
    public record Place(int line, int column) {}

    public String path() {
        return path;
    }

    public String text() {
        return text;
    }

    /** The place of an offset; that of the end for one beyond it. */
    public Place at(int offset) {
        int end = Math.min(Math.max(0, offset), text.length());
        int found = Arrays.binarySearch(lineStarts, end);
        int line = found >= 0 ? found : -found - 2;
        return new Place(line + 1, end - lineStarts[line] + 1);
    }

    /** The offset at which a line begins; the text's length when there is no such line. */
    public int offsetOf(int line) {
        return line > lineStarts.length ? text.length() : lineStarts[Math.max(0, line - 1)];
    }

    /** A line without its end; empty when there is no such line. */
    public String line(int number) {
        int end = number < lineStarts.length ? lineStarts[number] - 1 : text.length();
        String line = text.substring(Math.min(end, offsetOf(number)), end);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
