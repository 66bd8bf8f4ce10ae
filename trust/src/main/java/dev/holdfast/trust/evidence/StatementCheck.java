package dev.holdfast.trust.evidence;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.signature.EvidenceContent;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a statement, that some evidence of an execution has some value, is signed by the key that the grant names for that evidence: somebody
 * beside the executor, such as a build system or an agent on the host, answers for it. The statement answers the evaluator's challenge, so it was
 * made for this execution and now. What it says is true only as far as the signer can be believed.
 */
public final class StatementCheck {
    /** Statements that a grant may ask for, at most. */
    public static final int STATEMENTS = 8;

    /** Size of a stated value in bytes, at most: all of them have to stand in one lineage entry. */
    public static final int VALUE_BYTES = 512;

    private static final String PURPOSE = "statement";

    private StatementCheck() {}

    /**
     * What the signer signs, with {@link dev.holdfast.trust.signature.SigningKey#sign(EvidenceContent)}; the attestation's signature is {@link
     * RecordSignature#header()}. The parts: name, value, the instant in epoch milliseconds (8 bytes), nonce.
     *
     * @param name of the evidence
     * @param value of the evidence, UTF-8
     */
    public static EvidenceContent content(
            String trustDomain,
            String executionId,
            String name,
            ByteBuffer value,
            long issuedAtMillis,
            ByteBuffer nonce) {
        ByteBuffer instant =
                ByteBuffer.allocate(Long.BYTES).putLong(issuedAtMillis).flip();
        return new EvidenceContent(
                PURPOSE, trustDomain, executionId, List.of(StandardCharsets.UTF_8.encode(name), value, instant, nonce));
    }

    /**
     * Checks.
     *
     * @param keys the grant's {@code statementKeys}
     */
    public static Appraisal check(Attestation attestation, Map<String, ByteBuffer> keys, Presentation presentation) {
        if (attestation.getKind() != AttestationKind.STATEMENT) {
            return new Failed("expected a STATEMENT, found " + attestation.getKind());
        }
        Optional<String> flaw = AttestationForm.flaw(attestation);
        if (flaw.isPresent()) {
            return new Failed(flaw.get());
        }
        Instant issuedAt = attestation.getIssuedAt();
        if (issuedAt == null || issuedAt.toEpochMilli() < 0 || issuedAt.toEpochMilli() > Verified.WITHOUT_END_MILLIS) {
            return new Failed("expected a statement's instant from the year 1970 to 9999, found " + issuedAt);
        }
        String name = attestation.getName();
        if (value(attestation).isEmpty()) {
            return new Failed("expected a stated value of 1 to " + VALUE_BYTES + " bytes in UTF-8, found other bytes");
        }
        ByteBuffer raw = keys.get(name);
        if (raw == null) {
            return new Unknown("the grant names no key for statements about " + Quoted.text(name));
        }
        Optional<VerifyingKey> key = key(raw);
        if (key.isEmpty()) {
            return new Unknown("the grant's key for statements about " + Quoted.text(name) + " is no Ed25519 key");
        }
        if (!(RecordSignature.parse(Bytes.of(attestation.getSignature()))
                instanceof RecordSignature.Parsed.Signature signature)) {
            return new Failed("expected the statement's signature in the form of the header `" + RecordSignature.HEADER
                    + "`, found another");
        }
        EvidenceContent content = content(
                presentation.trustDomain(),
                presentation.executionId(),
                name,
                attestation.getPayload(),
                issuedAt.toEpochMilli(),
                attestation.getNonce());
        if (signature.value().verify(key.get(), content) instanceof RecordSignature.Verification.Invalid invalid) {
            return new Failed(invalid.why());
        }
        return presentation
                .refuse(attestation.getNonce())
                .orElseGet(() -> new Verified("key " + key.get().id() + " stated " + Quoted.text(name) + " at "
                        + issuedAt + " by its own clock"));
    }

    /** The value that is stated; empty when it is none. */
    public static Optional<String> value(Attestation statement) {
        if (!statement.getPayload().hasRemaining() || statement.getPayload().remaining() > VALUE_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(statement.getPayload().duplicate())
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What is wrong with a grant's {@code statementKeys}; empty when nothing is. */
    public static Optional<String> flaw(Map<String, ByteBuffer> keys) {
        if (keys.size() > STATEMENTS) {
            return Optional.of("expected at most " + STATEMENTS + " statement keys, found " + keys.size());
        }
        for (Map.Entry<String, ByteBuffer> entry : new TreeMap<>(keys).entrySet()) {
            if (entry.getKey().isEmpty() || entry.getKey().length() > AttestationForm.NAME_CHARACTERS) {
                return Optional.of("expected statement keys for evidence with a name of 1 to "
                        + AttestationForm.NAME_CHARACTERS + " characters, found " + Quoted.text(entry.getKey()));
            }
            if (key(entry.getValue()).isEmpty()) {
                return Optional.of("expected the key for statements about " + Quoted.text(entry.getKey())
                        + " to be a raw Ed25519 public key, found " + Quoted.hex(entry.getValue()));
            }
        }
        return Optional.empty();
    }

    private static Optional<VerifyingKey> key(ByteBuffer raw) {
        try {
            return Optional.of(VerifyingKey.of(Bytes.of(raw)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
