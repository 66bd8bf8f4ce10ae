package dev.holdfast.trust.signature;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value of the header {@value #HEADER}: one byte for the algorithm, 16 for the key id, 64 for the signature. Algorithm 1 is Ed25519 over
 * the content. Algorithm 2 is Ed25519 over a batch of 2 to {@value BatchPlace#MAXIMUM_SIZE} contents: the content's number in it and their
 * count follow (2 bytes each, big-endian), then the hashes of its inclusion proof (32 bytes each). Any other size or algorithm is not a
 * signature. Immutable.
 */
public final class RecordSignature {
    /** Name of the record header it travels in. */
    public static final String HEADER = "holdfast-signature";

    /** Size of the header's value in bytes, when it covers one content. */
    public static final int HEADER_BYTES = 81;

    static final int SIGNATURE_BYTES = 64;
    private static final byte ED25519 = 1;
    private static final byte ED25519_BATCH = 2;

    private final KeyId keyId;
    private final byte[] signature;
    private final @Nullable BatchPlace place;

    RecordSignature(KeyId keyId, byte[] signature, @Nullable BatchPlace place) {
        this.keyId = keyId;
        this.signature = signature;
        this.place = place;
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
        byte algorithm = header.length == 0 ? 0 : header[0];
        if (header.length < HEADER_BYTES || (header.length > HEADER_BYTES && algorithm != ED25519_BATCH)) {
            return new Parsed.Malformed("expected " + HEADER_BYTES + " bytes, found " + header.length);
        }
        if (algorithm != ED25519 && algorithm != ED25519_BATCH) {
            return new Parsed.Malformed("expected algorithm 1 (Ed25519) or 2 (Ed25519 over a batch), found "
                    + Byte.toUnsignedInt(algorithm));
        }
        var bytes = ByteBuffer.wrap(header).position(1);
        byte[] id = new byte[KeyId.SIZE_BYTES];
        byte[] signature = new byte[SIGNATURE_BYTES];
        bytes.get(id).get(signature);
        if (algorithm == ED25519) {
            return new Parsed.Signature(new RecordSignature(KeyId.of(id), signature, null));
        }
        BatchPlace place = BatchPlace.read(bytes);
        return place == null
                ? new Parsed.Malformed("expected a place among 2 to " + BatchPlace.MAXIMUM_SIZE
                        + " records and the hashes of its inclusion proof after " + HEADER_BYTES + " bytes, found "
                        + (header.length - HEADER_BYTES) + " bytes that are not that")
                : new Parsed.Signature(new RecordSignature(KeyId.of(id), signature, place));
    }

    /** The header's value. */
    public byte[] header() {
        var out = ByteBuffer.allocate(HEADER_BYTES + (place == null ? 0 : place.bytes()))
                .put(place == null ? ED25519 : ED25519_BATCH)
                .put(keyId.bytes())
                .put(signature);
        if (place != null) {
            place.writeTo(out);
        }
        return out.array();
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
        if (!key.verifies(place == null ? message : place.signedOver(message), signature)) {
            return new Verification.Invalid(
                    "the signature of key " + keyId + " does not fit " + subject + " `" + trustDomain + "`");
        }
        return new Verification.Valid(keyId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSignature that
                && keyId.equals(that.keyId)
                && Arrays.equals(signature, that.signature)
                && Objects.equals(place, that.place);
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
