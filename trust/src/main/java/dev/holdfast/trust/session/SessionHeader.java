package dev.holdfast.trust.session;

import java.nio.ByteBuffer;

/**
 * The value of the header {@value #HEADER}: one byte for the version (1), 32 for the chain of the heartbeat before, 32 for the code. Any
 * other size or version is none. Immutable.
 */
public final class SessionHeader {
    /** Name of the record header it travels in. */
    public static final String HEADER = "holdfast-session";

    /** Size of the header's value in bytes. */
    public static final int HEADER_BYTES = 65;

    private static final byte VERSION = 1;
    private static final int CODE_BYTES = 32;

    private final byte[] previous;
    private final byte[] code;

    SessionHeader(byte[] previous, byte[] code) {
        this.previous = previous;
        this.code = code;
    }

    /** What a header's value turned out to be. */
    sealed interface Parsed {
        /** A header, nothing of it verified. */
        record Header(SessionHeader value) implements Parsed {}

        /** None, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Reads a header's value. */
    static Parsed parse(byte[] header) {
        if (header.length != HEADER_BYTES) {
            return new Parsed.Malformed("expected " + HEADER_BYTES + " bytes, found " + header.length);
        }
        var bytes = ByteBuffer.wrap(header);
        byte version = bytes.get();
        if (version != VERSION) {
            return new Parsed.Malformed("expected version 1, found " + Byte.toUnsignedInt(version));
        }
        byte[] previous = new byte[Session.CHAIN_BYTES];
        byte[] code = new byte[CODE_BYTES];
        bytes.get(previous).get(code);
        return new Parsed.Header(new SessionHeader(previous, code));
    }

    /** The header's value. */
    byte[] bytes() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(previous)
                .put(code)
                .array();
    }

    /** Chain of the heartbeat before; not to be changed. */
    byte[] previous() {
        return previous;
    }

    /** The code; not to be changed. */
    byte[] code() {
        return code;
    }
}
