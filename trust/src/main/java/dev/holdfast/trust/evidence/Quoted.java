package dev.holdfast.trust.evidence;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What a stranger sent, made fit to stand in a message: bounded, and without anything that could move a terminal's cursor. */
public final class Quoted {
    private static final int CHARACTERS = 128;
    private static final int HEX_BYTES = 32;

    private Quoted() {}

    /** The text in backticks; what is not printable ASCII becomes a question mark, and what is too long an ellipsis. */
    public static String text(String text) {
        String cut = text.length() > CHARACTERS ? text.substring(0, CHARACTERS) + "..." : text;
        return "`" + cut.replaceAll("[^ -~]|`", "?") + "`";
    }

    /** Lower-case hex in backticks, of the first bytes. The buffer is not changed. */
    public static String hex(ByteBuffer bytes) {
        byte[] start = new byte[Math.min(bytes.remaining(), HEX_BYTES)];
        bytes.duplicate().get(start);
        return "`" + HexFormat.of().formatHex(start) + (bytes.remaining() > HEX_BYTES ? "..." : "") + "`";
    }
}
