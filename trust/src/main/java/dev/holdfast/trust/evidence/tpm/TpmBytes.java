package dev.holdfast.trust.evidence.tpm;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Reads the structures of a TPM: big-endian, without padding (part 2, section 4). */
final class TpmBytes {
    private final ByteBuffer bytes;

    /** The bytes are not what they should be. Never leaves this package. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }

        /** What was expected and what was found. */
        String why() {
            return String.valueOf(getMessage());
        }
    }

    TpmBytes(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    int u8(String what) throws Malformed {
        return Byte.toUnsignedInt(take(what, Byte.BYTES).get());
    }

    int u16(String what) throws Malformed {
        return Short.toUnsignedInt(take(what, Short.BYTES).getShort());
    }

    long u32(String what) throws Malformed {
        return Integer.toUnsignedLong(take(what, Integer.BYTES).getInt());
    }

    /** Unsigned, in two's complement. */
    long u64(String what) throws Malformed {
        return take(what, Long.BYTES).getLong();
    }

    /** A TPM2B: two bytes of size, then the bytes. */
    byte[] sized(String what, int maximumBytes) throws Malformed {
        int size = u16("the size of " + what);
        if (size > maximumBytes) {
            throw new Malformed("expected " + what + " of at most " + maximumBytes + " bytes, found " + size);
        }
        return raw(what, size);
    }

    byte[] raw(String what, int size) throws Malformed {
        byte[] value = new byte[size];
        take(what, size).get(value);
        return value;
    }

    /** Refuses any other value. */
    void expect(String what, int digits, long expected, long found) throws Malformed {
        if (expected != found) {
            HexFormat hex = HexFormat.of();
            throw new Malformed("expected " + what + " " + hex.toHexDigits(expected, digits) + ", found "
                    + hex.toHexDigits(found, digits));
        }
    }

    void end() throws Malformed {
        if (bytes.hasRemaining()) {
            throw new Malformed("expected nothing more, found " + bytes.remaining() + " bytes behind");
        }
    }

    private ByteBuffer take(String what, int size) throws Malformed {
        if (bytes.remaining() < size) {
            throw new Malformed(
                    "expected " + what + " of " + size + " bytes, found the end after " + bytes.remaining());
        }
        ByteBuffer taken = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        return taken;
    }
}
