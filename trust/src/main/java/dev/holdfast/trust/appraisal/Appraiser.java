package dev.holdfast.trust.appraisal;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TokenSight;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.AttestationDigest;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.evidence.spiffe.JwtSvidCheck;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.evidence.spiffe.SpiffeIds;
import dev.holdfast.trust.evidence.spiffe.X509SvidCheck;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the attestations that a heartbeat carries, as far as the grant asks for them, and keeps what came of each: the last one of each kind and
 * name. What the grant does not ask for is not looked at. Any thread.
 */
public final class Appraiser {
    /** Characters of a detail that are kept, at most: all of them have to stand in one lineage entry. */
    static final int DETAIL_CHARACTERS = 200;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private static final Comparator<AttestationResult> ORDER =
            Comparator.comparing(AttestationResult::getKind).thenComparing(AttestationResult::getName);

    private final Challenge challenge;

    /** @param challenge what the evaluators challenge with */
    public Appraiser(Challenge challenge) {
        this.challenge = challenge;
    }

    /**
     * The results with those of what is presented now. A result that counts gives way to another one that is verified, or that failed; one that
     * failed gives way to one that is verified. What is presented again stays as old as it was; a token is as old as its authority says.
     *
     * @param grant sound by {@link dev.holdfast.trust.intake.GrantCheck}
     * @param before the results so far; only read
     * @param presented of sound form, in a heartbeat that the executor's key has signed
     * @param bundles those of SPIFFE trust domains, by their names, that are in force now for the subject of the grant
     * @param now epoch milliseconds of the broker's clock
     */
    public List<AttestationResult> appraise(
            Grant grant,
            List<AttestationResult> before,
            List<Attestation> presented,
            Function<String, Optional<SpiffeBundle>> bundles,
            long now) {
        var results = new ArrayList<>(before);
        for (Attestation attestation : presented) {
            if (asked(grant, attestation)) {
                take(grant, results, attestation, appraisal(grant, attestation, bundles, now), now);
            }
        }
        results.sort(ORDER);
        return List.copyOf(results);
    }

    private static boolean asked(Grant grant, Attestation attestation) {
        return switch (attestation.getKind()) {
            case X509_SVID, JWT_SVID -> grant.getSpiffeId() != null;
            case TPM_QUOTE -> grant.getTpm() != null;
            case STATEMENT -> grant.getStatementKeys().containsKey(attestation.getName());
            case OTHER -> false;
        };
    }

    private Appraisal appraisal(
            Grant grant, Attestation attestation, Function<String, Optional<SpiffeBundle>> bundles, long now) {
        VerifyingKey executorKey = VerifyingKey.of(Bytes.of(grant.getExecutorKey()));
        var presentation = new Presentation(challenge, grant.getExecutionId(), executorKey, now);
        String spiffeId = grant.getSpiffeId() == null ? "" : grant.getSpiffeId();
        Optional<SpiffeBundle> bundle = SpiffeIds.trustDomain(spiffeId).flatMap(bundles);
        TpmBinding tpm = grant.getTpm();
        return switch (attestation.getKind()) {
            case X509_SVID ->
                X509SvidCheck.check(attestation, spiffeId, bundle.flatMap(SpiffeBundle::x509), presentation);
            case JWT_SVID ->
                JwtSvidCheck.check(
                        attestation, spiffeId, audience(grant), bundle.flatMap(SpiffeBundle::jwt), presentation);
            case TPM_QUOTE -> tpm == null ? notAsked() : TpmQuoteCheck.check(attestation, tpm, presentation);
            case STATEMENT -> StatementCheck.check(attestation, grant.getStatementKeys(), presentation);
            case OTHER -> notAsked();
        };
    }

    private static Appraisal notAsked() {
        return new Appraisal.Unknown("the grant does not ask for it");
    }

    private String audience(Grant grant) {
        return grant.getJwtAudience() == null ? challenge.trustDomain() : grant.getJwtAudience();
    }

    private static void take(
            Grant grant, List<AttestationResult> results, Attestation attestation, Appraisal appraised, long now) {
        AttestationResult last = lastOf(results, attestation);
        ByteBuffer digest = ByteBuffer.wrap(AttestationDigest.of(attestation));
        long takenInAt = last != null && last.getDigest().equals(digest) ? last.getTakenInAt() : now;
        List<TokenSight> sights = last == null ? List.of() : last.getSights();
        Appraisal appraisal = appraised;
        if (attestation.getKind() == AttestationKind.JWT_SVID && appraised instanceof Appraisal.Verified token) {
            TokenAge age = TokenAge.of(sights, digest, token, now);
            takenInAt = age.sinceMillis().orElse(takenInAt);
            sights = age.sights();
            if (age.sinceMillis().isEmpty()) {
                appraisal = new Appraisal.Stale("expected a token that says when it was issued (`iat`), after "
                        + TokenAge.REMEMBERED + " that do not and have not run out, found another such");
            }
        }
        if (last != null && !givesWay(grant, last, appraisal, now)) {
            return;
        }
        results.remove(last);
        results.add(AttestationResult.newBuilder()
                .setKind(attestation.getKind())
                .setName(attestation.getName())
                .setDigest(digest)
                .setTakenInAt(takenInAt)
                .setUntil(appraisal instanceof Appraisal.Verified verified ? verified.untilMillis() : 0)
                .setOutcome(outcome(appraisal))
                .setAuthority(appraisal instanceof Appraisal.Verified verified ? verified.authority() : NONE)
                .setValue(stated(attestation, appraisal))
                .setDetail(cut(appraisal.detail()))
                .setSights(sights)
                .build());
    }

    /** Slowness must not undo what was proven, nor make up for what was forged. */
    private static boolean givesWay(Grant grant, AttestationResult last, Appraisal appraisal, long now) {
        boolean settles = appraisal instanceof Appraisal.Verified || appraisal instanceof Appraisal.Failed;
        return settles || (last.getOutcome() != AttestationOutcome.FAILED && !Results.isGood(grant, last, now));
    }

    private static @Nullable AttestationResult lastOf(List<AttestationResult> results, Attestation attestation) {
        for (AttestationResult result : results) {
            if (result.getKind() == attestation.getKind() && result.getName().equals(attestation.getName())) {
                return result;
            }
        }
        return null;
    }

    private static AttestationOutcome outcome(Appraisal appraisal) {
        if (appraisal instanceof Appraisal.Verified) {
            return AttestationOutcome.VERIFIED;
        }
        if (appraisal instanceof Appraisal.Failed) {
            return AttestationOutcome.FAILED;
        }
        return appraisal instanceof Appraisal.Stale ? AttestationOutcome.STALE : AttestationOutcome.UNKNOWN;
    }

    private static String stated(Attestation attestation, Appraisal appraisal) {
        boolean states = attestation.getKind() == AttestationKind.STATEMENT && appraisal instanceof Appraisal.Verified;
        return states ? StatementCheck.value(attestation).orElse("") : "";
    }

    private static String cut(String detail) {
        return detail.length() <= DETAIL_CHARACTERS ? detail : detail.substring(0, DETAIL_CHARACTERS - 3) + "...";
    }
}
