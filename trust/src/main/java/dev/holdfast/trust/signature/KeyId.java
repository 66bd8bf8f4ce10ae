package dev.holdfast.trust.signature;

import java.util.Arrays;
import java.util.HexFormat;

/** Names a public key: the first 16 bytes of the SHA-256 of its 32 raw bytes. Immutable. */
public final class KeyId {
    /** Its size in bytes. */
    public static final int SIZE_BYTES = 16;

    private final byte[] bytes;

    private KeyId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The id of a raw Ed25519 public key, which is not checked: see {@link VerifyingKey}. */
    public static KeyId ofPublicKey(byte[] raw) {
        return new KeyId(Arrays.copyOf(Digest.sha256(raw), SIZE_BYTES));
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #SIZE_BYTES} bytes */
    public static KeyId of(byte[] bytes) {
        if (bytes.length != SIZE_BYTES) {
            throw new IllegalArgumentException("expected a key id of " + SIZE_BYTES + " bytes, found " + bytes.length);
        }
        return new KeyId(bytes.clone());
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
