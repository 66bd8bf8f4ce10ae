package dev.holdfast.lineage.note;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The form of a key's name (C2SP signed-note): not empty, without spaces and {@code +}, and of at most {@value #MAXIMUM_BYTES} bytes, which tlog-cosignature asks for. */
public final class KeyName {
    /** Longest name in bytes of UTF-8. */
    public static final int MAXIMUM_BYTES = 255;

    private KeyName() {}

    /** What is wrong with a name; empty when it is one. */
    public static Optional<String> flaw(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            return Optional.of("expected the name of a key of 1 to " + MAXIMUM_BYTES + " bytes");
        }
        return name.codePoints().anyMatch(KeyName::isForbidden)
                ? Optional.of("expected the name of a key without spaces, control characters and `+`")
                : Optional.empty();
    }

    private static boolean isForbidden(int codePoint) {
        return codePoint == '+'
                || Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint);
    }
}
