package dev.holdfast.bench.report;

import java.util.stream.Stream;

/** Text within HTML and SVG. */
final class Html {
    /** Of a letter in a chart, in its units: wider than most. */
    private static final double LETTER = 6.4;

    private Html() {}

    /** How wide the longest of some texts is in a chart at the most, and a little more. */
    static int width(Stream<String> plain) {
        return 10 + (int) (LETTER * plain.mapToInt(String::length).max().orElse(0));
    }

    static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
