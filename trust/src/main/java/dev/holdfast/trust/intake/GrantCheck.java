package dev.holdfast.trust.intake;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.evidence.Freshness;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.evidence.spiffe.SpiffeIds;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import dev.holdfast.trust.sealing.Sealable;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a grant makes sense by itself: for the execution it is keyed by, within the limits, and granting something. Whether it is valid
 * now is a matter of facts and rules, not of form.
 */
public final class GrantCheck {
    // It is renewed when half is used: with two, one late heartbeat would let it lapse.
    private static final int LEAST_INTERVALS_A_LEASE = 3;

    private GrantCheck() {}

    /** The first flaw of a grant; empty when it has none. */
    public static Optional<Rejection> check(String key, Grant grant) {
        return flaw(key, grant).map(detail -> new Rejection(Rejection.Reason.GRANT_INVALID, detail));
    }

    private static Optional<String> flaw(String key, Grant grant) {
        if (!grant.getExecutionId().equals(key)) {
            return flaw("expected the record to be keyed by its execution `" + grant.getExecutionId() + "`, found `"
                    + key + "`");
        }
        Optional<String> id = ExecutionId.flaw(key);
        if (id.isPresent()) {
            return id;
        }
        if (grant.getScope().isEmpty()) {
            return flaw("the grant grants nothing: expected at least one rule in its scope");
        }
        if (!Limits.holds(grant.getNotBefore()) || !Limits.holds(grant.getNotAfter())) {
            return flaw("expected not-before and not-after from the year 1970 to 9999, found " + grant.getNotBefore()
                    + " and " + grant.getNotAfter());
        }
        if (!grant.getNotBefore().isBefore(grant.getNotAfter())) {
            return flaw("the grant grants nothing: expected not-before " + grant.getNotBefore()
                    + " to lie before not-after " + grant.getNotAfter());
        }
        if (grant.getAgent().isBlank()) {
            return flaw("expected the grant to name an agent");
        }
        Optional<String> executorKey = executorKeyFlaw(grant);
        if (executorKey.isPresent()) {
            return executorKey;
        }
        Optional<String> timing = timingFlaw(grant);
        if (timing.isPresent()) {
            return timing;
        }
        Optional<String> session = sessionFlaw(grant);
        if (session.isPresent()) {
            return session;
        }
        Optional<String> evidence = evidenceFlaw(grant);
        if (evidence.isPresent()) {
            return evidence;
        }
        for (Dimension waived : grant.getWaived()) {
            if (waived != Dimension.ENVIRONMENT) {
                return flaw("expected no dimension but ENVIRONMENT to be waived, found " + waived);
            }
        }
        return sizeFlaw(grant);
    }

    private static Optional<String> executorKeyFlaw(Grant grant) {
        byte[] raw = new byte[grant.getExecutorKey().remaining()];
        grant.getExecutorKey().duplicate().get(raw);
        try {
            VerifyingKey.of(raw);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return flaw("executor key: " + e.getMessage());
        }
    }

    private static Optional<String> timingFlaw(Grant grant) {
        int interval = grant.getHeartbeatIntervalMillis();
        if (interval < Limits.HEARTBEAT_INTERVAL_MINIMUM_MILLIS
                || interval > Limits.HEARTBEAT_INTERVAL_MAXIMUM_MILLIS) {
            return flaw("expected a heartbeat interval from " + Limits.HEARTBEAT_INTERVAL_MINIMUM_MILLIS + " to "
                    + Limits.HEARTBEAT_INTERVAL_MAXIMUM_MILLIS + " ms, found " + interval);
        }
        int lease = grant.getLeaseMillis();
        if (lease < LEAST_INTERVALS_A_LEASE * interval || lease > Limits.LEASE_MAXIMUM_MILLIS) {
            return flaw("expected a lease of at least " + LEAST_INTERVALS_A_LEASE + " heartbeat intervals ("
                    + LEAST_INTERVALS_A_LEASE * interval + " ms) and at most " + Limits.LEASE_MAXIMUM_MILLIS
                    + " ms, found " + lease);
        }
        int grace = grant.getGraceMillis();
        if (grace < 0 || grace > Limits.GRACE_MAXIMUM_MILLIS) {
            return flaw("expected a grace from 0 to " + Limits.GRACE_MAXIMUM_MILLIS + " ms, found " + grace);
        }
        int confirmation = grant.getConfirmationMillis();
        if (confirmation < Limits.CONFIRMATION_MINIMUM_MILLIS || confirmation > Limits.GRACE_MAXIMUM_MILLIS) {
            return flaw("expected a time for confirmation from " + Limits.CONFIRMATION_MINIMUM_MILLIS + " to "
                    + Limits.GRACE_MAXIMUM_MILLIS + " ms, found " + confirmation);
        }
        int depth = grant.getDelegationDepth();
        if (depth < 0 || depth >= ExecutionId.MAXIMUM_SEGMENTS) {
            return flaw(
                    "expected a delegation depth from 0 to " + (ExecutionId.MAXIMUM_SEGMENTS - 1) + ", found " + depth);
        }
        if (grant.getRequiredCapabilities().contains(Capability.OTHER)) {
            return flaw(
                    "expected required capabilities PAUSE, KILL or FREEZE, found one that this version does not know");
        }
        return Optional.empty();
    }

    private static Optional<String> sessionFlaw(Grant grant) {
        if (!grant.getHeartbeatModes().contains(HeartbeatMode.SIGNED)
                && !grant.getHeartbeatModes().contains(HeartbeatMode.SESSION)) {
            return flaw(
                    "expected at least one of the heartbeat modes SIGNED and SESSION, found none that this version knows");
        }
        int every = grant.getSessionCheckpointEvery();
        if (every < Limits.CHECKPOINT_EVERY_MINIMUM || every > Limits.CHECKPOINT_EVERY_MAXIMUM) {
            return flaw("expected " + Limits.CHECKPOINT_EVERY_MINIMUM + " to " + Limits.CHECKPOINT_EVERY_MAXIMUM
                    + " heartbeats of a session to each signed one, found " + every);
        }
        return Optional.empty();
    }

    private static Optional<String> evidenceFlaw(Grant grant) {
        Optional<String> flaw = Optional.<String>empty();
        if (grant.getSpiffeId() != null) {
            flaw = SpiffeIds.flaw(grant.getSpiffeId());
        }
        String audience = grant.getJwtAudience();
        if (flaw.isEmpty() && audience != null) {
            if (grant.getSpiffeId() == null) {
                return flaw("expected a SPIFFE id beside the audience of JWT-SVIDs, found none");
            }
            if (audience.isBlank() || audience.length() > Limits.TEXT_CHARACTERS) {
                return flaw("expected an audience of 1 to " + Limits.TEXT_CHARACTERS + " characters, found one of "
                        + audience.length());
            }
        }
        TpmBinding tpm = grant.getTpm();
        return flaw.or(() -> tpm == null ? Optional.empty() : TpmQuoteCheck.flaw(tpm))
                .or(() -> StatementCheck.flaw(grant.getStatementKeys()))
                .or(() -> Freshness.flaw(grant.getEvidenceMaxAgeMillis()))
                .or(() -> Sealable.flaw(grant.getSealed()));
    }

    private static Optional<String> sizeFlaw(Grant grant) {
        for (Collection<?> collection : List.of(
                grant.getScope(),
                grant.getHeartbeatModes(),
                grant.getSealed(),
                grant.getBudgets().keySet(),
                grant.getReferenceValues().keySet(),
                grant.getMetadata().keySet())) {
            if (collection.size() > Limits.ENTRIES) {
                return flaw("expected at most " + Limits.ENTRIES + " entries in each list, found " + collection.size());
            }
        }
        if (!Limits.holds(texts(grant).toList())) {
            return flaw("expected texts of at most " + Limits.TEXT_CHARACTERS + " characters");
        }
        Optional<String> name = nameFlaw(grant);
        if (name.isPresent()) {
            return name;
        }
        for (ScopeRule rule : grant.getScope()) {
            if (rule.getAction().isEmpty() || rule.getResource().isEmpty()) {
                return flaw("expected every rule of the scope to name an action and a resource; `*` stands for all");
            }
            if (rule.getAction().length() > Limits.TEXT_CHARACTERS
                    || rule.getResource().length() > Limits.TEXT_CHARACTERS) {
                return flaw("expected patterns of at most " + Limits.TEXT_CHARACTERS + " characters in the scope");
            }
            if (rule.getMaxCount() != null && rule.getMaxCount() < 1) {
                return flaw(
                        "expected a count of at least 1 for `" + rule.getAction() + "`, found " + rule.getMaxCount());
            }
            if (rule.getMaxPerMinute() != null && rule.getMaxPerMinute() < 1) {
                return flaw("expected a count per minute of at least 1 for `" + rule.getAction() + "`, found "
                        + rule.getMaxPerMinute());
            }
        }
        for (Map.Entry<String, Long> budget : grant.getBudgets().entrySet()) {
            if (budget.getValue() < 0) {
                return flaw("expected budget `" + budget.getKey() + "` to be 0 or more, found " + budget.getValue());
            }
        }
        for (Map.Entry<String, List<String>> reference :
                grant.getReferenceValues().entrySet()) {
            if (reference.getValue().isEmpty() || reference.getValue().size() > Limits.ENTRIES) {
                return flaw("expected 1 to " + Limits.ENTRIES + " accepted values for `" + reference.getKey()
                        + "`, found " + reference.getValue().size());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> nameFlaw(Grant grant) {
        return PlainText.flaw("the grant's id", grant.getGrantId())
                .or(() -> PlainText.flaw("the agent", grant.getAgent()))
                .or(() -> PlainText.flaw("the initiator", grant.getInitiator()))
                .or(() -> PlainText.flaw("the tenant", grant.getTenant()))
                .or(() -> PlainText.flaw("the region", grant.getRegion()));
    }

    private static Stream<String> texts(Grant grant) {
        String policyDigest = grant.getPolicyDigest();
        return Stream.of(
                        Stream.of(
                                grant.getGrantId(),
                                grant.getAgent(),
                                grant.getInitiator(),
                                grant.getTenant(),
                                grant.getRegion()),
                        Stream.ofNullable(policyDigest),
                        grant.getBudgets().keySet().stream(),
                        grant.getReferenceValues().keySet().stream(),
                        grant.getReferenceValues().values().stream().flatMap(List::stream),
                        grant.getMetadata().keySet().stream(),
                        grant.getMetadata().values().stream())
                .flatMap(texts -> texts);
    }

    private static Optional<String> flaw(String detail) {
        return Optional.of(detail);
    }
}
