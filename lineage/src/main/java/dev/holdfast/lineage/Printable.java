package dev.holdfast.lineage;

/** Text of strangers, made fit for a terminal: whatever could move its cursor or hide becomes a question mark, and what is too long is cut. */
public final class Printable {
    private static final int MAXIMUM_CHARACTERS = 2_000;

    private Printable() {}

    /** The text, as it may be printed. */
    public static String of(String text) {
        String cut = text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "...";
        var plain = new StringBuilder(cut.length());
        cut.codePoints().map(Printable::shown).forEach(plain::appendCodePoint);
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
