package dev.holdfast.trust.grant;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Detail;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.schemas.ExecutionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a child's grant grants no more than its parent's. Both must have passed {@link dev.holdfast.trust.intake.GrantCheck}. Pure;
 * neither grant is changed.
 *
 * <p>Compared, in this order, so that the same two grants always have the same first excess:
 * <ol>
 *   <li>{@code executionId}: the parent's with one segment more.
 *   <li>{@code notBefore}, {@code notAfter}: inside the parent's.
 *   <li>{@code scope}, rule by rule in the child's order: one rule of the parent's covers the patterns, and has as much left of its
 *       {@code maxCount} and {@code maxPerMinute} beside the child's rules before. No limit is wider than any limit. Without the sum, a child
 *       could have many times what its parent has by repeating a rule, or by cutting it in parts.
 *   <li>{@code budgets}, by name: every counter of the parent's, with a value no larger. More budgets only shrink.
 *   <li>{@code delegationDepth}: at least 1 in the parent's, and at least 1 less in the child's.
 *   <li>{@code waived}: no dimension that the parent's does not waive.
 *   <li>{@code tenant}, {@code initiator}, {@code region}: the same. An empty region is a region like others.
 *   <li>{@code policyDigest}: the same, if the parent's has one.
 *   <li>{@code requiredCapabilities}: all of the parent's. A child that cannot be stopped as its parent can would widen.
 *   <li>{@code heartbeatModes}: none that the parent's does not accept. {@code sessionCheckpointEvery}: no larger.
 *   <li>{@code detail}: no less than the parent's. {@code sealed}: all of the parent's. A child leaves neither a thinner record nor a more telling one.
 *   <li>{@code leaseMillis}, {@code heartbeatIntervalMillis}, {@code graceMillis}, {@code confirmationMillis}: no larger. Each of them is time
 *       for which an execution goes on, or hangs on, before somebody notices or acts.
 * </ol>
 *
 * <p>Free, because they do not widen:
 * <ul>
 *   <li>{@code agent}, {@code executorKey}: who runs the child is what delegation is for; the parent's key is no exception.
 *   <li>{@code referenceValues}: a child may run another image. One that names none and does not waive the environment is never verified.
 *   <li>{@code spiffeId}, {@code jwtAudience}, {@code tpm}, {@code statementKeys}, {@code evidenceMaxAgeMillis}: as reference values, what the child's
 *       own environment has to prove.
 *   <li>{@code grantId}, {@code issuedAt}: names and claims; no permission rests on them.
 *   <li>{@code metadata}: no rule of the baseline reads it. In a child's grant, {@code agent}, {@code metadata} and {@code referenceValues} are the
 *       word of who delegates: a rule that decides by them holds a child only to what its parent chose to say.
 * </ul>
 *
 * <p>Known limits:
 * <ul>
 *   <li>Nothing is added up between executions: what a child uses counts against nothing of its parent's, nor what its parent has used
 *       already against the child. Each of several children may use as much as the parent, and no grant says how many children there may be.
 *   <li>A rule of the child's is never covered by several of the parent's together where limits are concerned, and takes the first rule of
 *       the parent's that covers it and has room. Where another distribution would do, the child's rules have to be ordered for it. Of patterns
 *       alone this refuses nothing: see {@link Patterns#isSubset}.
 * </ul>
 */
public final class Attenuation {
    private Attenuation() {}

    /** The first thing in which a child's grant exceeds its parent's, for a person; empty when it only shrinks. */
    public static Optional<String> firstExcess(Grant parent, Grant child) {
        return lineage(parent, child)
                .or(() -> window(parent, child))
                .or(() -> ScopeAttenuation.firstExcess(parent.getScope(), child.getScope()))
                .or(() -> budgets(parent, child))
                .or(() -> depth(parent, child))
                .or(() -> waived(parent, child))
                .or(() -> same("tenant", parent.getTenant(), child.getTenant()))
                .or(() -> same("initiator", parent.getInitiator(), child.getInitiator()))
                .or(() -> same("region", parent.getRegion(), child.getRegion()))
                .or(() -> policy(parent, child))
                .or(() -> capabilities(parent, child))
                .or(() -> modes(parent, child))
                .or(() -> record(parent, child))
                .or(() -> noLarger(
                        "sessionCheckpointEvery",
                        parent.getSessionCheckpointEvery(),
                        child.getSessionCheckpointEvery()))
                .or(() -> noLarger("leaseMillis", parent.getLeaseMillis(), child.getLeaseMillis()))
                .or(() -> noLarger(
                        "heartbeatIntervalMillis",
                        parent.getHeartbeatIntervalMillis(),
                        child.getHeartbeatIntervalMillis()))
                .or(() -> noLarger("graceMillis", parent.getGraceMillis(), child.getGraceMillis()))
                .or(() ->
                        noLarger("confirmationMillis", parent.getConfirmationMillis(), child.getConfirmationMillis()));
    }

    private static Optional<String> lineage(Grant parent, Grant child) {
        String id = child.getExecutionId();
        if (ExecutionId.parentOf(id).equals(Optional.of(parent.getExecutionId()))) {
            return Optional.empty();
        }
        return Optional.of("expected an executionId one segment below the parent's `" + parent.getExecutionId()
                + "`, found `" + id + "`");
    }

    private static Optional<String> window(Grant parent, Grant child) {
        Instant begin = parent.getNotBefore();
        if (child.getNotBefore().isBefore(begin)) {
            return Optional.of(
                    "expected notBefore no earlier than the parent's " + begin + ", found " + child.getNotBefore());
        }
        Instant end = parent.getNotAfter();
        if (child.getNotAfter().isAfter(end)) {
            return Optional.of(
                    "expected notAfter no later than the parent's " + end + ", found " + child.getNotAfter());
        }
        return Optional.empty();
    }

    private static Optional<String> budgets(Grant parent, Grant child) {
        for (Map.Entry<String, Long> budget : new TreeMap<>(parent.getBudgets()).entrySet()) {
            Long found = child.getBudgets().get(budget.getKey());
            if (found == null || found > budget.getValue()) {
                return Optional.of("expected budget `" + budget.getKey() + "` of at most the parent's "
                        + budget.getValue() + ", found " + (found == null ? "none" : found));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> depth(Grant parent, Grant child) {
        int above = parent.getDelegationDepth();
        if (above < 1) {
            return Optional.of("expected a parent that may delegate, found one whose delegationDepth is " + above);
        }
        if (child.getDelegationDepth() >= above) {
            return Optional.of(
                    "expected delegationDepth below the parent's " + above + ", found " + child.getDelegationDepth());
        }
        return Optional.empty();
    }

    private static Optional<String> waived(Grant parent, Grant child) {
        for (Dimension dimension : child.getWaived()) {
            if (!parent.getWaived().contains(dimension)) {
                return Optional.of("expected no dimension to be waived but the parent's " + parent.getWaived()
                        + ", found " + dimension);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> policy(Grant parent, Grant child) {
        String wanted = parent.getPolicyDigest();
        if (wanted == null) {
            return Optional.empty();
        }
        String found = child.getPolicyDigest();
        return same("policyDigest", wanted, found == null ? "" : found);
    }

    private static Optional<String> capabilities(Grant parent, Grant child) {
        for (Capability capability : parent.getRequiredCapabilities()) {
            if (!child.getRequiredCapabilities().contains(capability)) {
                return Optional.of("expected requiredCapabilities with all of the parent's "
                        + parent.getRequiredCapabilities() + ", found " + child.getRequiredCapabilities());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> modes(Grant parent, Grant child) {
        for (HeartbeatMode mode : child.getHeartbeatModes()) {
            if (!parent.getHeartbeatModes().contains(mode)) {
                return Optional.of("expected heartbeatModes among the parent's " + parent.getHeartbeatModes()
                        + ", found " + child.getHeartbeatModes());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> record(Grant parent, Grant child) {
        if (parent.getDetail() == Detail.FULL && child.getDetail() != Detail.FULL) {
            return Optional.of("expected the parent's detail FULL, found " + child.getDetail());
        }
        for (String fact : parent.getSealed()) {
            if (!child.getSealed().contains(fact)) {
                return Optional.of("expected sealed with all of the parent's " + parent.getSealed() + ", found "
                        + child.getSealed());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> same(String name, String expected, String found) {
        if (found.equals(expected)) {
            return Optional.empty();
        }
        return Optional.of("expected the parent's " + name + " `" + expected + "`, found `" + found + "`");
    }

    private static Optional<String> noLarger(String name, int most, int found) {
        if (found <= most) {
            return Optional.empty();
        }
        return Optional.of("expected " + name + " of at most the parent's " + most + ", found " + found);
    }
}
