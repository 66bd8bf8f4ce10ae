package dev.holdfast.trust.appraisal;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.evidence.Freshness;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** For how long the results of an execution's attestations count. All instants are epoch milliseconds of the broker's clock. */
public final class Results {
    /** The most that an answer to a challenge may be old, where the grant does not say. */
    public static final Duration ANSWER_AGE = Duration.ofMinutes(5);

    /** The most that a JWT-SVID may be old since it was issued, or first presented if it does not say that, where the grant does not say; it mostly runs out before. */
    public static final Duration TOKEN_AGE = Duration.ofHours(1);

    private Results() {}

    /** The most that an attestation of this kind may be old, in milliseconds. */
    public static long greatestAgeMillis(Grant grant, AttestationKind kind) {
        Duration otherwise = kind == AttestationKind.JWT_SVID ? TOKEN_AGE : ANSWER_AGE;
        return grant.getEvidenceMaxAgeMillis().getOrDefault(kind.name(), otherwise.toMillis());
    }

    /** Whether a result is of something verified that counts at this instant. */
    public static boolean isGood(Grant grant, AttestationResult result, long now) {
        return result.getOutcome() == AttestationOutcome.VERIFIED
                && result.getTakenInAt() <= now
                && now < endMillis(grant, result);
    }

    /** From when on a result does not count: it is too old, or what it is about has run out. */
    public static long endMillis(Grant grant, AttestationResult result) {
        long stale = Freshness.staleAtMillis(result.getTakenInAt(), greatestAgeMillis(grant, result.getKind()));
        return Math.min(result.getUntil(), stale);
    }

    /** When the first of an execution's results ends that counts now; empty when none counts. */
    public static OptionalLong firstEndMillis(ExecutionState state, long now) {
        Grant grant = state.getGrant();
        if (grant == null || state.getAttestations().isEmpty()) {
            return OptionalLong.empty();
        }
        LongStream ends = state.getAttestations().stream()
                .filter(result -> isGood(grant, result, now))
                .mapToLong(result -> endMillis(grant, result));
        return ends.min();
    }

    /** What a result is called in facts: its kind, and of a statement what it is about, such as {@code STATEMENT executable.sha256}. */
    public static String nameOf(AttestationKind kind, String about) {
        return about.isEmpty() ? kind.name() : kind.name() + " " + about;
    }
}
