package dev.holdfast.trust.evidence;

import java.nio.ByteBuffer;

/** A buffer's bytes as an array. */
public final class Bytes {
    private Bytes() {}

    /** A copy of what remains in it. The buffer is not changed. */
    public static byte[] of(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
