package dev.holdfast.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of an execution id: 1 to {@value #MAXIMUM_SEGMENTS} segments separated by {@code /}, each of ASCII letters, digits and
 * {@code . _ : @ -}, none of them {@code .} or {@code ..}; at most {@value #MAXIMUM_BYTES} bytes. No two spellings of one id.
 */
public final class ExecutionId {
    /** Length in bytes. */
    public static final int MAXIMUM_BYTES = 512;

    /** Segments between slashes. */
    public static final int MAXIMUM_SEGMENTS = 32;

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._:@-]+");

    private ExecutionId() {}

    /** What is wrong with an id; empty when it is one. */
    public static Optional<String> flaw(String id) {
        if (id.length() > MAXIMUM_BYTES) {
            return Optional.of("expected an execution id of at most " + MAXIMUM_BYTES + " bytes, found " + id.length());
        }
        String[] segments = id.split("/", -1);
        if (segments.length > MAXIMUM_SEGMENTS) {
            return Optional.of(
                    "expected an execution id of at most " + MAXIMUM_SEGMENTS + " segments, found " + segments.length);
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
                return Optional.of(
                        "expected segments of ASCII letters, digits, `.`, `_`, `:`, `@` or `-` between slashes, found `"
                                + segment + "`");
            }
        }
        return Optional.empty();
    }

    /** The id in a record's key; empty when the bytes are not UTF-8. */
    public static Optional<String> decode(byte[] key) {
        if (isAscii(key)) {
            return Optional.of(new String(key, StandardCharsets.US_ASCII));
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The id it was delegated from; empty for a root. */
    public static Optional<String> parentOf(String id) {
        int slash = id.lastIndexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(id.substring(0, slash));
    }

    private static boolean isAscii(byte[] key) {
        for (byte each : key) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }
}
