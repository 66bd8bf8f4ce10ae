package dev.holdfast.trust.evidence;

import dev.holdfast.record.Attestation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Whether an attestation has the fields that its kind uses, each within its bound, and no others: what no signature covers must not be there. */
public final class AttestationForm {
    /** The most attestations that one heartbeat may carry. */
    public static final int ATTESTATIONS = 8;

    /** The most certificates of a chain. */
    public static final int CERTIFICATES = 6;

    /** Size of a certificate in bytes, at most. */
    public static final int CERTIFICATE_BYTES = 8 * 1024;

    /** Size of a payload in bytes, at most. */
    public static final int PAYLOAD_BYTES = 8 * 1024;

    /** Size of a signature in bytes, at most: one of RSA with 4096 bits, and what stands around it. */
    public static final int SIGNATURE_BYTES = 1024;

    /** Characters of a name, at most. */
    public static final int NAME_CHARACTERS = 256;

    private AttestationForm() {}

    /** What is wrong with a heartbeat's list; empty when nothing is, as far as its form goes. */
    public static Optional<String> flaw(List<Attestation> attestations) {
        if (attestations.size() > ATTESTATIONS) {
            return Optional.of("expected at most " + ATTESTATIONS + " attestations, found " + attestations.size());
        }
        for (Attestation attestation : attestations) {
            Optional<String> flaw = flaw(attestation);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    /** What is wrong; empty when nothing is, as far as its form goes. */
    public static Optional<String> flaw(Attestation attestation) {
        return switch (attestation.getKind()) {
            case X509_SVID -> flaw(attestation, false, true, true, true, false);
            case JWT_SVID -> flaw(attestation, true, false, false, false, false);
            case TPM_QUOTE -> flaw(attestation, true, true, false, true, false);
            case STATEMENT -> flaw(attestation, true, true, false, true, true);
            // Of a kind that this version does not know; bounded, and proves nothing.
            case OTHER -> bounds(attestation);
        };
    }

    private static Optional<String> flaw(
            Attestation attestation, boolean payload, boolean signature, boolean chain, boolean nonce, boolean named) {
        return present(attestation, "payload", payload, attestation.getPayload().hasRemaining())
                .or(() -> present(
                        attestation,
                        "signature",
                        signature,
                        attestation.getSignature().hasRemaining()))
                .or(() -> present(
                        attestation, "chain", chain, !attestation.getChain().isEmpty()))
                .or(() -> present(
                        attestation, "nonce", nonce, attestation.getNonce().hasRemaining()))
                .or(() -> present(
                        attestation, "name", named, !attestation.getName().isEmpty()))
                .or(() -> present(attestation, "issuedAt", named, attestation.getIssuedAt() != null))
                .or(() -> bounds(attestation));
    }

    private static Optional<String> present(Attestation attestation, String field, boolean expected, boolean found) {
        return expected == found
                ? Optional.empty()
                : Optional.of("expected an attestation of kind " + attestation.getKind() + " to have "
                        + (expected ? "a" : "no") + " `" + field + "`, found " + (found ? "one" : "none"));
    }

    private static Optional<String> bounds(Attestation attestation) {
        if (attestation.getChain().size() > CERTIFICATES) {
            return Optional.of("expected a chain of at most " + CERTIFICATES + " certificates, found "
                    + attestation.getChain().size());
        }
        if (attestation.getName().length() > NAME_CHARACTERS) {
            return Optional.of("expected a name of at most " + NAME_CHARACTERS + " characters, found "
                    + attestation.getName().length());
        }
        for (ByteBuffer certificate : attestation.getChain()) {
            if (certificate.remaining() > CERTIFICATE_BYTES) {
                return size("certificate", CERTIFICATE_BYTES, certificate);
            }
        }
        if (attestation.getPayload().remaining() > PAYLOAD_BYTES) {
            return size("payload", PAYLOAD_BYTES, attestation.getPayload());
        }
        if (attestation.getSignature().remaining() > SIGNATURE_BYTES) {
            return size("signature", SIGNATURE_BYTES, attestation.getSignature());
        }
        if (attestation.getNonce().remaining() > Challenge.NONCE_BYTES) {
            return size("nonce", Challenge.NONCE_BYTES, attestation.getNonce());
        }
        return Optional.empty();
    }

    private static Optional<String> size(String what, int maximum, ByteBuffer found) {
        return Optional.of(
                "expected a " + what + " of at most " + maximum + " bytes, found one of " + found.remaining());
    }
}
