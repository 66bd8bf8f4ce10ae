package dev.holdfast.lineage;

import java.util.Base64;
import java.util.Optional;

/** Base 64 (RFC 4648, section 4) in the one spelling that each run of bytes has: padded, no characters beside, no bits left over. */
public final class StrictBase64 {
    private StrictBase64() {}

    /** The text of some bytes. */
    public static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The bytes of a text; empty when it is not the one that {@link #encode} makes of them. */
    public static Optional<byte[]> decode(String text) {
        if (text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
