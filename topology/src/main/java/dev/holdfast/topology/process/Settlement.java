package dev.holdfast.topology.process;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.topology.time.DeadlineQueue;
import dev.holdfast.trust.execution.Decider;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Family;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.facts.Surroundings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about an execution and carries out all that follows: what is sent, what is stored, when it is looked at again, what its descendants
 * and its ancestors have to know.
 */
final class Settlement {
    // Renewed when half is used, a lease this short could run out before the transaction that renews it ends by itself.
    private static final Duration SHORT_LEASE = Duration.ofSeconds(5);

    private final Outbound outbound;
    private final ActiveRules rules;
    private final Onlooker onlooker;
    private final Governance governance;
    private final StateStore store;
    private final DeadlineQueue deadlines;
    private boolean commitAwaited;
    private boolean begins = true;

    Settlement(
            Outbound outbound,
            ActiveRules rules,
            Onlooker onlooker,
            Governance governance,
            StateStore store,
            DeadlineQueue deadlines) {
        this.outbound = outbound;
        this.rules = rules;
        this.onlooker = onlooker;
        this.governance = governance;
        this.store = store;
        this.deadlines = deadlines;
    }

    /** Sees what has been decided about executions, once all that follows from it has been sent or waits for its signature. */
    @FunctionalInterface
    interface Onlooker {
        /** Nobody looks on. */
        Onlooker NONE = (trigger, decision, now) -> {};

        /** @param now instant of the decision, in epoch milliseconds */
        void decided(Outbound.Trigger trigger, Decision decision, long now);
    }

    /**
     * The record on which it is decided.
     *
     * @param appendedAt when the broker appended it, in epoch milliseconds
     */
    record Cause(Coordinates coordinates, long appendedAt) {}

    /**
     * Settles what happened to an execution; when that makes it stand still or ends it, all that descends from it is settled with it. The
     * execution's own command leaves at once, ahead of all else that follows.
     */
    void settle(String executionId, byte[] key, ExecutionState state, Occurrence occurrence, Cause cause) {
        settle(executionId, key, state, occurrence, cause, Haste.AT_ONCE);
    }

    /** The same for one of many at a time, whose commands are signed together. */
    void settleOneOfMany(String executionId, byte[] key, ExecutionState state, Occurrence occurrence, Cause cause) {
        settle(executionId, key, state, occurrence, cause, Haste.TOGETHER);
    }

    private void settle(
            String executionId, byte[] key, ExecutionState state, Occurrence occurrence, Cause cause, Haste haste) {
        Decision decision = decide(executionId, key, state, occurrence, cause, haste);
        if (decision.moved() && decision.to() != TrustState.TRUSTED) {
            // Ids sort parents before their children, so each of them finds its parent where it stands now.
            for (byte[] below : store.keysBelow(executionId)) {
                ExecutionState descendant = store.get(below);
                if (descendant != null && !Position.of(descendant.getState()).isFinal()) {
                    String id = new String(below, StandardCharsets.UTF_8);
                    decide(id, below, descendant, new Occurrence.ParentMoved(), cause, Haste.TOGETHER);
                }
            }
        }
    }

    /** Whether what executors obey is signed and sent as soon as it is decided, or with that of the others of the same record. */
    private enum Haste {
        AT_ONCE,
        TOGETHER
    }

    /** The task has been at work for a while: renewed leases can wait for the transaction to end by itself. Until then they are those that nobody renewed before it began. */
    void begun() {
        begins = false;
    }

    /** Somebody waits for the transaction to end. */
    void awaitCommit() {
        commitAwaited = true;
    }

    /** Whether somebody waits for the transaction to end. */
    boolean commitAwaited() {
        return commitAwaited;
    }

    /** Nobody waits any more: the transaction is about to end. */
    void committing() {
        commitAwaited = false;
    }

    /** Sets the deadline that follows from the state. */
    void arm(String executionId, ExecutionState state) {
        Timing.Due due = Timing.next(state, state.getEvaluatedAt());
        deadlines.arm(executionId, due.kind(), due.at());
    }

    private Decision decide(
            String executionId, byte[] key, ExecutionState state, Occurrence occurrence, Cause cause, Haste haste) {
        if (!Position.of(state.getState()).isFinal()) {
            // An authority may have been withdrawn, or its time may be over, since the SVID was verified.
            state.setAttestations(governance.upheld(state, Math.max(cause.appendedAt(), state.getEvaluatedAt())));
        }
        Decision decision = Decider.decide(
                executionId,
                state,
                occurrence,
                cause.appendedAt(),
                rules.engine(),
                noted -> surroundings(executionId, noted));
        var trigger = new Outbound.Trigger(executionId, key, occurrence.kind(), cause.coordinates());
        outbound.order(trigger, state, decision);
        if (haste == Haste.AT_ONCE) {
            outbound.signAndSend();
        }
        outbound.record(trigger, state, decision);
        onlooker.decided(trigger, decision, state.getEvaluatedAt());
        Family.Change change = Family.count(state);
        state.setRulesetVersion(rules.version());
        store.put(key, state);
        arm(executionId, state);
        tellAncestors(executionId, change, cause);
        if (decision.lease().filter(this::cannotWait).isPresent()) {
            awaitCommit();
        }
        return decision;
    }

    private void tellAncestors(String executionId, Family.Change change, Cause cause) {
        if (change == Family.Change.NONE) {
            return;
        }
        Optional<String> id = ExecutionId.parentOf(executionId);
        while (id.isPresent()) {
            byte[] key = id.get().getBytes(StandardCharsets.UTF_8);
            ExecutionState ancestor = store.get(key);
            if (ancestor != null) {
                if (Family.counted(ancestor, change)) {
                    outbound.row(key, ancestor, cause.appendedAt());
                }
                store.put(key, ancestor);
            }
            id = ExecutionId.parentOf(id.get());
        }
    }

    private Surroundings surroundings(String executionId, ExecutionState state) {
        long now = state.getEvaluatedAt();
        boolean root = ExecutionId.parentOf(executionId).isEmpty();
        // A child's grant was signed by its parent's executor, under which it stands and falls.
        IssuerStanding issuer =
                root || state.getGrant() == null ? governance.issuerOf(state, now) : IssuerStanding.VALID;
        ExecutionState parent = root ? null : parentOf(executionId);
        return new Surroundings(
                parent == null ? null : parent.getState(),
                holdBy(executionId, parent),
                issuer,
                governance.revocationOf(executionId, state, now));
    }

    private @Nullable ExecutionState parentOf(String executionId) {
        return ExecutionId.parentOf(executionId)
                .map(id -> store.get(id.getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
    }

    /** The operator's order that holds what an execution descends from; empty for none. */
    private String holdBy(String executionId, @Nullable ExecutionState parent) {
        String id = executionId;
        ExecutionState ancestor = parent;
        while (ancestor != null && ancestor.getState() == TrustState.PAUSED) {
            if (!ancestor.getOperatorPause().isEmpty()) {
                return ancestor.getOperatorPause();
            }
            id = ExecutionId.parentOf(id).orElseThrow();
            ancestor = parentOf(id);
        }
        return "";
    }

    private boolean cannotWait(Decision.LeaseTerms lease) {
        return begins || lease.awaited() || lease.durationMillis() < SHORT_LEASE.toMillis();
    }
}
