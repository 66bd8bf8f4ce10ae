package dev.holdfast.trust.signature;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The value of the header {@value #HEADER}: one byte for the algorithm (1 = Ed25519), 16 for the key id, 64 for the signature. Any other
 * size or algorithm is not a signature. Immutable.
 */
public final class RecordSignature {
    /** Name of the record header it travels in. */
    public static final String HEADER = "holdfast-signature";

    /** Size of the header's value in bytes. */
    public static final int HEADER_BYTES = 81;

    static final int SIGNATURE_BYTES = 64;
    private static final byte ED25519 = 1;

    private final KeyId keyId;
    private final byte[] signature;

    RecordSignature(KeyId keyId, byte[] signature) {
        this.keyId = keyId;
        this.signature = signature;
    }

    /** What a header's value turned out to be. */
    public sealed interface Parsed {
        /** A signature, not yet verified. */
        record Signature(RecordSignature value) implements Parsed {}

        /** Not a signature, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** What verification established. */
    public sealed interface Verification {
        /** The bytes are what the owner of this key signed. */
        record Valid(KeyId signer) implements Verification {}

        /** They are not. */
        record Invalid(String why) implements Verification {}
    }

    /** Reads a header's value. */
    public static Parsed parse(byte[] header) {
        if (header.length != HEADER_BYTES) {
            return new Parsed.Malformed("expected " + HEADER_BYTES + " bytes, found " + header.length);
        }
        var bytes = ByteBuffer.wrap(header);
        byte algorithm = bytes.get();
        if (algorithm != ED25519) {
            return new Parsed.Malformed("expected algorithm 1 (Ed25519), found " + Byte.toUnsignedInt(algorithm));
        }
        byte[] id = new byte[KeyId.SIZE_BYTES];
        byte[] signature = new byte[SIGNATURE_BYTES];
        bytes.get(id).get(signature);
        return new Parsed.Signature(new RecordSignature(KeyId.of(id), signature));
    }

    /** The header's value. */
    public byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(ED25519)
                .put(keyId.bytes())
                .put(signature)
                .array();
    }

    /** The key that claims to have signed. */
    public KeyId keyId() {
        return keyId;
    }

    /** Checks it against a key and the content it should cover. */
    public Verification verify(VerifyingKey key, SignedContent content) {
        return verify(
                key, content.bytes(), "these bytes, this topic, this key and the trust domain", content.trustDomain());
    }

    /** Checks it against a key and the content it should cover. */
    public Verification verify(VerifyingKey key, EvidenceContent content) {
        return verify(
                key, content.bytes(), "this evidence, this execution and the trust domain", content.trustDomain());
    }

    private Verification verify(VerifyingKey key, byte[] message, String subject, String trustDomain) {
        if (!key.id().equals(keyId)) {
            return new Verification.Invalid(
                    "expected the signature of key " + key.id() + ", found one of key " + keyId);
        }
        if (!key.verifies(message, signature)) {
            return new Verification.Invalid(
                    "the signature of key " + keyId + " does not fit " + subject + " `" + trustDomain + "`");
        }
        return new Verification.Valid(keyId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSignature that
                && keyId.equals(that.keyId)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyId, Arrays.hashCode(signature));
    }

    @Override
    public String toString() {
        return "signature of key " + keyId;
    }
}
