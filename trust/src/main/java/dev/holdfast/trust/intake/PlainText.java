package dev.holdfast.trust.intake;

import java.text.Normalizer;
import java.util.Optional;

/**
 * The form of names that people read and operators choose by: an agent, a tenant. Of one text there is one spelling, and nothing in it is
 * invisible, moves what stands around it, or drives a terminal: Unicode Normalization Form C (UAX 15), without control characters, format
 * characters (zero-width ones, marks of direction, the byte order mark), line and paragraph separators, lone surrogates and U+FFFD, which
 * stands where bytes were no UTF-8. Letters of other scripts that look alike are names of their own.
 */
final class PlainText {
    private static final int REPLACEMENT = 0xFFFD;

    private PlainText() {}

    /**
     * What is wrong with a text; empty when nothing is.
     *
     * @param what what it names, for the message: {@code the agent}
     */
    static Optional<String> flaw(String what, String text) {
        Optional<Integer> hidden =
                text.codePoints().filter(PlainText::hidden).boxed().findFirst();
        if (hidden.isPresent()) {
            return Optional.of("expected " + what
                    + " without control and format characters and in sound UTF-8, found "
                    + String.format("U+%04X", hidden.get()));
        }
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? Optional.empty()
                : Optional.of("expected " + what + " in Unicode Normalization Form C, found another spelling of `"
                        + Normalizer.normalize(text, Normalizer.Form.NFC) + "`");
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> codePoint == REPLACEMENT;
        };
    }
}
