package dev.holdfast.trust.evidence;

import dev.holdfast.record.Attestation;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells whether an attestation is the one that was presented before. Who keeps the digest of the last one of each kind and name, and leaves its
 * instant as it was when the same comes again, lets no old attestation pass for a new one.
 *
 * <p>It covers just what the attestation's own signature covers, and never the signature: an ECDSA signature can be turned into another one of
 * the same content by anybody. Two proofs of one SVID's key for one nonce are therefore one attestation. The signature has to be verified first.
 */
public final class AttestationDigest {
    private static final byte[] TAG = "holdfast-attestation-v1".getBytes(StandardCharsets.US_ASCII);

    private AttestationDigest() {}

    /** SHA-256 of what is attested, 32 bytes. */
    public static byte[] of(Attestation attestation) {
        MessageDigest digest = Digest.newSha256();
        part(digest, ByteBuffer.wrap(TAG));
        part(digest, text(attestation.getKind().name()));
        switch (attestation.getKind()) {
            case X509_SVID -> part(digest, attestation.getNonce());
            case JWT_SVID -> part(digest, signedPart(attestation.getPayload()));
            case TPM_QUOTE -> part(digest, attestation.getPayload());
            case STATEMENT, OTHER -> {
                part(digest, text(attestation.getName()));
                part(digest, attestation.getPayload());
                part(digest, attestation.getNonce());
                part(
                        digest,
                        text(Optional.ofNullable(attestation.getIssuedAt())
                                .map(Instant::toString)
                                .orElse("")));
            }
        }
        return digest.digest();
    }

    /** A token without its signature, which follows the last dot. */
    private static ByteBuffer signedPart(ByteBuffer token) {
        for (int at = token.limit() - 1; at >= token.position(); at--) {
            if (token.get(at) == '.') {
                return token.slice(token.position(), at - token.position());
            }
        }
        return token;
    }

    private static ByteBuffer text(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static void part(MessageDigest digest, ByteBuffer bytes) {
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(bytes.remaining()).flip());
        digest.update(bytes.duplicate());
    }
}
