package dev.holdfast.trust.evidence.spiffe;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.evidence.AttestationForm;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.signature.EvidenceContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the executor holds the key of an X509-SVID for the grant's SPIFFE id. A certificate alone is public and proves nothing: the SVID's key has
 * to have signed the executor's key and the evaluator's challenge. So verified, it says that who holds the SVID's key at this time vouches for this
 * executor key in this execution of this deployment.
 */
public final class X509SvidCheck {
    private static final String PURPOSE = "x509-svid";

    private X509SvidCheck() {}

    /** What the SVID's key signs. The parts: the raw executor key, the nonce. The algorithm
     * follows from the key: ECDSA in DER with SHA-256 for P-256 and SHA-384 for P-384; RSASSA-PSS with SHA-256 and a salt of 32 bytes for RSA. */
    public static EvidenceContent content(
            String trustDomain, String executionId, VerifyingKey executorKey, ByteBuffer nonce) {
        return new EvidenceContent(
                PURPOSE, trustDomain, executionId, List.of(ByteBuffer.wrap(executorKey.raw()), nonce));
    }

    /**
     * Checks.
     *
     * @param spiffeId the grant's
     * @param authorities of the SPIFFE trust domain of that id, or empty when they are not known
     */
    public static Appraisal check(
            Attestation attestation,
            String spiffeId,
            Optional<X509Authorities> authorities,
            Presentation presentation) {
        if (attestation.getKind() != AttestationKind.X509_SVID) {
            return new Failed("expected an X509_SVID, found " + attestation.getKind());
        }
        Optional<String> malformed = AttestationForm.flaw(attestation);
        if (malformed.isPresent()) {
            return new Failed(malformed.get());
        }
        Optional<String> trustDomain = SpiffeIds.trustDomain(spiffeId);
        if (trustDomain.isEmpty()
                || !authorities.map(X509Authorities::trustDomain).equals(trustDomain)) {
            return new Unknown(
                    "the X.509 authorities of the SPIFFE trust domain of " + Quoted.text(spiffeId) + " are not known");
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (ByteBuffer der : attestation.getChain()) {
            Optional<X509Certificate> certificate = Certificates.ofDer(Bytes.of(der));
            if (certificate.isEmpty()) {
                return new Failed("expected certificate " + (chain.size() + 1) + " of the chain to be one in DER with"
                        + " nothing behind it, found other bytes");
            }
            chain.add(certificate.get());
        }
        X509Certificate leaf = chain.get(0);
        Optional<String> flaw = SvidLeaf.flaw(leaf, spiffeId);
        if (flaw.isPresent()) {
            return new Failed(flaw.get());
        }
        SvidPath.Result path = SvidPath.validate(chain, authorities.get().certificates(), presentation.nowMillis());
        if (path instanceof SvidPath.Result.Invalid invalid) {
            return new Failed(invalid.why());
        }
        EvidenceContent content = content(
                presentation.trustDomain(),
                presentation.executionId(),
                presentation.executorKey(),
                attestation.getNonce());
        switch (SvidKey.verify(leaf.getPublicKey(), content.bytes(), Bytes.of(attestation.getSignature()))) {
            case KEY_UNKNOWN -> {
                return new Failed("expected an SVID with a key of P-256, P-384 or RSA with 2048 to 4096 bits, found"
                        + " another");
            }
            case DIFFERS -> {
                return new Failed("expected the SVID's key to have signed the executor's key, this execution, the trust"
                        + " domain " + Quoted.text(presentation.trustDomain()) + " and the nonce; found another"
                        + " signature");
            }
            case FITS -> {}
        }
        SvidPath.Result.Valid valid = (SvidPath.Result.Valid) path;
        long untilMillis = valid.notAfterMillis() + 1;
        ByteBuffer authority = authorities.get().digests().get(valid.place());
        return presentation
                .refuse(attestation.getNonce())
                .orElseGet(() -> new Verified(
                        Math.min(untilMillis, Verified.WITHOUT_END_MILLIS),
                        "the executor's key is vouched for by the X509-SVID of " + Quoted.text(spiffeId),
                        authority,
                        OptionalLong.empty()));
    }
}
