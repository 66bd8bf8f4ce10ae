package dev.holdfast.cli.tree;

/** Text of strangers for a drawing: one line, of a width that is known, without what steers a terminal, hides, or is not a character of XML. */
final class ShownText {
    private static final String CUT = "…";

    private ShownText() {}

    /**
     * The text, cut to a width.
     *
     * @param columns of a terminal; wide characters take two. At least 1
     */
    static String of(String text, int columns) {
        var shown = new StringBuilder();
        int used = 0;
        int cutAt = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int each = plain(text.codePointAt(at));
            int width = width(each);
            if (used + width > columns) {
                shown.setLength(cutAt);
                return shown.append(CUT).toString();
            }
            used += width;
            shown.appendCodePoint(each);
            if (used < columns) {
                cutAt = shown.length();
            }
        }
        return shown.toString();
    }

    /** How many columns a text takes. */
    static int columns(String shown) {
        return shown.codePoints().map(ShownText::width).sum();
    }

    private static int plain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    // Piled on one letter they reach into the lines above.
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK -> '?';
            default -> codePoint;
        };
    }

    private static int width(int codePoint) {
        // From the Hangul letters on, wide ones are common; one too many costs a column.
        return codePoint < 0x1100 || codePoint == '…' ? 1 : 2;
    }
}
