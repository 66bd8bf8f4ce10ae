package dev.holdfast.rules.drl;

/**
 * A word of an expression.
 *
 * @param text as it stands; for a TEXT what it means, without quotes and escapes
 * @param offset in the file
 * @param length in the file
 */
record Token(Kind kind, String text, int offset, int length) {
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    boolean is(String sign) {
        return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(sign);
    }
}
