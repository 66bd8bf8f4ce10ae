package dev.holdfast.trust.evidence.tpm;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.evidence.AttestationForm;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.EvidenceContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether a quote is of the grant's attestation key, was made for this executor and execution in answer to the evaluator's challenge (its extraData is
 * {@link #extraData}), and quotes just the registers that the grant names, in a state that it accepts.
 */
public final class TpmQuoteCheck {
    private static final String PURPOSE = "tpm-quote";
    private static final int PCRS = 24;
    private static final int DIGEST_BYTES = 32;
    private static final int DIGESTS = 64;

    private TpmQuoteCheck() {}

    /** What the TPM has to be given to qualify its quote with: SHA-256 of an {@link EvidenceContent}. The parts: the raw executor key, the nonce. */
    public static byte[] extraData(String trustDomain, String executionId, VerifyingKey executorKey, ByteBuffer nonce) {
        return Digest.sha256(new EvidenceContent(
                        PURPOSE, trustDomain, executionId, List.of(ByteBuffer.wrap(executorKey.raw()), nonce))
                .bytes());
    }

    /** Checks. */
    public static Appraisal check(Attestation attestation, TpmBinding binding, Presentation presentation) {
        if (attestation.getKind() != AttestationKind.TPM_QUOTE) {
            return new Failed("expected a TPM_QUOTE, found " + attestation.getKind());
        }
        Optional<String> malformed = AttestationForm.flaw(attestation);
        if (malformed.isPresent()) {
            return new Failed(malformed.get());
        }
        Optional<AttestationKey> key = AttestationKey.parse(binding.getAttestationKey());
        Optional<String> unusable = flaw(binding);
        if (key.isEmpty() || unusable.isPresent()) {
            return new Unknown("the grant's TPM binding is unusable: " + unusable.orElse("no key"));
        }
        Optional<String> unsigned =
                key.get().refuse(Bytes.of(attestation.getPayload()), TpmSignature.parse(attestation.getSignature()));
        if (unsigned.isPresent()) {
            return new Failed(unsigned.get());
        }
        TpmQuote.Parsed parsed = TpmQuote.parse(attestation.getPayload());
        if (parsed instanceof TpmQuote.Parsed.Malformed none) {
            return new Failed("the attestation key signed something else than a quote: " + none.why());
        }
        TpmQuote quote = ((TpmQuote.Parsed.Quote) parsed).value();
        byte[] expected = extraData(
                presentation.trustDomain(),
                presentation.executionId(),
                presentation.executorKey(),
                attestation.getNonce());
        if (!quote.extraData().equals(ByteBuffer.wrap(expected))) {
            return new Failed(
                    "expected a quote whose extraData is the digest of the executor's key, this execution, the"
                            + " trust domain " + Quoted.text(presentation.trustDomain()) + " and the nonce; found "
                            + Quoted.hex(quote.extraData()));
        }
        Optional<Appraisal> refused = presentation.refuse(attestation.getNonce());
        if (refused.isPresent()) {
            return refused.get();
        }
        List<Integer> pcrs = List.copyOf(new TreeSet<>(binding.getPcrs()));
        if (!quote.pcrs().equals(pcrs)) {
            return new Failed("expected a quote of the registers " + pcrs + ", found one of " + quote.pcrs());
        }
        if (!binding.getPcrDigests().contains(quote.pcrDigest())) {
            return new Failed("expected a pcrDigest that the grant accepts, found " + Quoted.hex(quote.pcrDigest()));
        }
        return new Verified("the TPM quotes the registers " + pcrs + " with the accepted pcrDigest "
                + Quoted.hex(quote.pcrDigest()) + "; clock " + Long.toUnsignedString(quote.clockMillis()) + " ms"
                + (quote.safe() ? "" : " (not safe)") + ", reset " + quote.resetCount() + " times, restarted "
                + quote.restartCount() + " times");
    }

    /** What is wrong with a grant's TPM binding; empty when nothing is. */
    public static Optional<String> flaw(TpmBinding binding) {
        if (AttestationKey.parse(binding.getAttestationKey()).isEmpty()) {
            return Optional.of("expected an attestation key of RSA with 2048 to 4096 bits or of P-256, as a"
                    + " SubjectPublicKeyInfo in DER, found "
                    + binding.getAttestationKey().remaining()
                    + " bytes that are none");
        }
        List<Integer> pcrs = binding.getPcrs();
        if (pcrs.isEmpty()
                || pcrs.size() > PCRS
                || pcrs.stream().distinct().count() != pcrs.size()
                || pcrs.stream().anyMatch(pcr -> pcr < 0 || pcr >= PCRS)) {
            return Optional.of("expected registers from 0 to 23, at least one and none twice, found "
                    + pcrs.stream().limit(PCRS).toList());
        }
        List<ByteBuffer> digests = binding.getPcrDigests();
        if (digests.isEmpty()
                || digests.size() > DIGESTS
                || digests.stream().anyMatch(digest -> digest.remaining() != DIGEST_BYTES)) {
            return Optional.of("expected 1 to " + DIGESTS + " pcrDigests of " + DIGEST_BYTES + " bytes each, found "
                    + digests.stream().limit(DIGESTS).map(ByteBuffer::remaining).toList() + " bytes");
        }
        return Optional.empty();
    }
}
