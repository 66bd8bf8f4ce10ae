package dev.holdfast.trust.sealing;

import dev.holdfast.record.Commitment;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Opening;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The commitment to one fact: SHA-256 over the tag {@value #TAG}, the salt, the fact's name and its value in canonical JSON, each with its length before it (4 bytes,
 * big-endian). Hiding, since the salt cannot be guessed; binding, since SHA-256 is. Pure.
 */
public final class SealedFact {
    /** Size of a salt in bytes. */
    public static final int SALT_BYTES = 32;

    static final String TAG = "holdfast-sealed-fact-v1";

    private SealedFact() {}

    /** The commitment that this opens: 32 bytes. */
    public static byte[] commitment(byte[] salt, String name, String json) {
        byte[][] parts = {
            TAG.getBytes(StandardCharsets.US_ASCII),
            salt,
            name.getBytes(StandardCharsets.UTF_8),
            json.getBytes(StandardCharsets.UTF_8)
        };
        var all = ByteBuffer.allocate(Arrays.stream(parts)
                .mapToInt(part -> Integer.BYTES + part.length)
                .sum());
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return Digest.sha256(all.array());
    }

    /** The text of a value that a commitment is made by: canonical JSON. */
    public static String json(FactValue fact) {
        return CanonicalValue.of(fact.getValue());
    }

    /** The fact that an opening shows to stand behind a sealed one; empty when it does not open it. */
    public static Optional<FactValue> open(FactValue sealed, Opening opening) {
        byte[] salt = Bytes.of(opening.getSalt());
        FactValue fact = opening.getFact();
        if (!(sealed.getValue() instanceof Commitment commitment)
                || salt.length != SALT_BYTES
                || !fact.getName().equals(sealed.getName())
                || fact.getValue() instanceof Commitment) {
            return Optional.empty();
        }
        byte[] opened = commitment(salt, fact.getName(), json(fact));
        return Arrays.equals(opened, Bytes.of(commitment.getSha256())) ? Optional.of(fact) : Optional.empty();
    }
}
