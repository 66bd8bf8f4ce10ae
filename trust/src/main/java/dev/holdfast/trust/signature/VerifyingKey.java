package dev.holdfast.trust.signature;

import java.security.PublicKey;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** An Ed25519 public key (RFC 8032). Immutable; any thread. */
public final class VerifyingKey {
    /** Size of its raw form in bytes. */
    public static final int SIZE_BYTES = Ed25519.PUBLIC_KEY_SIZE;

    private final byte[] raw;
    private final KeyId id;
    private final Ed25519PublicKeyParameters parameters;
    private final @Nullable PublicKey nativeKey;

    private VerifyingKey(byte[] raw) {
        this.raw = raw;
        this.id = KeyId.ofPublicKey(raw);
        this.parameters = new Ed25519PublicKeyParameters(raw);
        this.nativeKey =
                NativeEd25519.found().map(found -> found.publicKey(raw)).orElse(null);
    }

    /** @throws IllegalArgumentException when the bytes are not a full point of the curve (32 bytes) */
    public static VerifyingKey of(byte[] raw) {
        if (raw.length != SIZE_BYTES) {
            throw new IllegalArgumentException(
                    "expected an Ed25519 public key of " + SIZE_BYTES + " bytes, found " + raw.length);
        }
        if (!Ed25519.validatePublicKeyFull(raw, 0)) {
            throw new IllegalArgumentException(
                    "expected an Ed25519 public key, found 32 bytes that are not a point of the curve");
        }
        return new VerifyingKey(raw.clone());
    }

    /** Its id. */
    public KeyId id() {
        return id;
    }

    /** A copy of its 32 raw bytes. */
    public byte[] raw() {
        return raw.clone();
    }

    /** Whether a signature is this key's over a note's text; never when it is of another size than 64 bytes. */
    public boolean verifies(NoteContent content, byte[] signature) {
        return signature.length == RecordSignature.SIGNATURE_BYTES && verifies(content.bytes(), signature);
    }

    /** Whether {@code signature}, of 64 bytes, is this key's over {@code message}. */
    boolean verifies(byte[] message, byte[] signature) {
        return (nativeKey != null && NativeEd25519.found().orElseThrow().verifies(nativeKey, message, signature))
                || byBouncyCastle(message, signature);
    }

    /** Whether Bouncy Castle says so, which decides. */
    boolean byBouncyCastle(byte[] message, byte[] signature) {
        return parameters.verify(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Its id; never the key. */
    @Override
    public String toString() {
        return "key " + id;
    }
}
