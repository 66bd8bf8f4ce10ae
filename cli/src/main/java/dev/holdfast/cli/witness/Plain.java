package dev.holdfast.cli.witness;

/** Text of others as it may stand on a terminal. */
final class Plain {
    private Plain() {}

    /** One line, in which nothing moves a cursor or hides. */
    static String line(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints()
                .map(each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT ? '?' : each)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
