package dev.holdfast.topology.process;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Tick;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.Walk;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.signature.KeyId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries acts of governance out upon the executions of a partition, in the order of their ids, a step at a time: a transaction must end, and
 * heartbeats must be answered, however many executions there are. Each step after the first takes a tick that this evaluator sends to itself, so
 * that a replay of the inputs takes the same steps. An execution that is heard of before a step comes to it is caught up with first. One thread.
 */
final class Walks {
    /** How many executions are settled in the first step: few, so that the command with the selector, sent just before, leaves at once. */
    static final int FIRST_STEP = 10;

    /** How many are settled in each later one. */
    static final int STEP = 250;

    /** How many are looked at in one step, settled or not. */
    static final int LOOK = 10 * STEP;

    private static final long RESEND_MILLIS = 2_000;
    private static final long JUST_NOW = -1;

    private final OwnPartition partition;
    private final Governance governance;
    private final GovernanceStore acts;
    private final StateStore executions;
    private final Settlement settlement;
    private final TreeMap<Long, GovernanceState> pending = new TreeMap<>();
    private long sentAt;

    Walks(
            OwnPartition partition,
            Governance governance,
            GovernanceStore acts,
            StateStore executions,
            Settlement settlement) {
        this.partition = partition;
        this.governance = governance;
        this.acts = acts;
        this.executions = executions;
        this.settlement = settlement;
    }

    /** Takes up an act that was not carried out upon all before. */
    void restore(GovernanceState act) {
        if (act.getWalk() != null) {
            pending.put(act.getWalk().getOffset(), act);
        }
    }

    /** Begins to carry out an act, which is stored; it waits while an earlier one is not done, but for none that only judges anew by other rules. */
    void begin(GovernanceState act, Settlement.Cause cause) {
        act.setWalk(Walk.newBuilder()
                .setOffset(cause.coordinates().getOffset())
                .setTakenAt(cause.appendedAt())
                .build());
        String key = GovernanceCheck.subjectOf(act.getAct());
        // A newer version of an authority: what the older one meant is overtaken.
        pending.values()
                .removeIf(other -> GovernanceCheck.subjectOf(other.getAct()).equals(key));
        acts.put(act);
        pending.put(cause.coordinates().getOffset(), act);
        if (next() == act) {
            step(act, cause.appendedAt());
        }
    }

    /** The act that is carried out now: the earliest; one that brought a ruleset into force only when there is no other, since halts must not wait for it. */
    private GovernanceState next() {
        return pending.values().stream()
                .filter(act -> act.getAct().getRuleset() == null)
                .findFirst()
                .orElseGet(() -> pending.firstEntry().getValue());
    }

    /**
     * Takes the step that a tick stands for.
     *
     * @param now when the broker appended the tick, in epoch milliseconds
     */
    void take(Tick tick, long now) {
        if (pending.isEmpty()) {
            return;
        }
        GovernanceState act = next();
        Walk walk = walkOf(act);
        if (tick.getStep() == walk.getSteps() && tick.getDueAt().toEpochMilli() == walk.getTakenAt()) {
            step(act, now);
        }
    }

    /** Sends the tick for the next step again when nothing has come of it. By this process's clock, in milliseconds. */
    void remind(long wallClock) {
        if (pending.isEmpty()) {
            return;
        }
        if (sentAt == JUST_NOW) {
            sentAt = wallClock;
        } else if (wallClock - sentAt >= RESEND_MILLIS) {
            send();
            sentAt = wallClock;
        }
    }

    /**
     * Carries out upon an execution, and upon all that it descends from, every act that has to do with it and has not come to it yet.
     *
     * @param now when the broker appended the record that has come for it, in epoch milliseconds
     */
    void catchUp(byte[] key, long now) {
        if (pending.isEmpty()) {
            return;
        }
        // From the root down: what stops a parent stops its children with it.
        String id = new String(key, StandardCharsets.UTF_8);
        for (int slash = id.indexOf('/'); slash >= 0; slash = id.indexOf('/', slash + 1)) {
            catchUp(id.substring(0, slash), now);
        }
        catchUp(id, now);
    }

    private void catchUp(String id, long now) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        for (GovernanceState act : pending.values()) {
            if (act.getAct().getRuleset() != null) {
                // What comes now is judged by the rules in force anyway.
                continue;
            }
            ExecutionState state = executions.get(key);
            if (state != null && concerns(act, Governance.signersOf(act), id, state)) {
                settle(act, id, key, state, now);
            }
        }
    }

    /** Offset of the last act that is being carried out: an execution that begins now comes after it. -1 for none. */
    long last() {
        return pending.isEmpty() ? -1 : pending.lastKey();
    }

    private void step(GovernanceState act, long now) {
        Walk walk = walkOf(act);
        var range = new Range(selectorOf(act));
        Set<KeyId> signers = Governance.signersOf(act);
        StateStore.Page page = executions.page(
                range.from(walk.getReached()),
                range.end(),
                new StateStore.Bounds(walk.getSteps() == 0 ? FIRST_STEP : STEP, LOOK),
                (id, state) -> concerns(act, signers, id, state));
        for (StateStore.Entry entry : page.chosen()) {
            if (ExecutionId.parentOf(entry.id()).isEmpty()) {
                settle(act, entry.id(), entry.key(), entry.state(), now);
                continue;
            }
            // A child may have changed by now: its parent, settled just before, has taken it along.
            ExecutionState state = executions.get(entry.key());
            if (state != null && concerns(act, signers, entry.id(), state)) {
                settle(act, entry.id(), entry.key(), state, now);
            }
        }
        if (page.reached() == null) {
            pending.remove(walk.getOffset());
            act.setWalk(null);
        } else {
            walk.setReached(page.reached());
            walk.setSteps(walk.getSteps() + 1);
        }
        acts.put(act);
        if (!pending.isEmpty()) {
            send();
        }
    }

    private void settle(GovernanceState act, String id, byte[] key, ExecutionState state, long now) {
        Walk walk = walkOf(act);
        if (act.getAct().getRuleset() == null) {
            state.setActOffset(walk.getOffset());
        }
        Coordinates coordinates = partition.ofGovernance(walk.getOffset());
        settlement.settleOneOfMany(id, key, state, occurrence(act), new Settlement.Cause(coordinates, now));
    }

    private void send() {
        Walk walk = walkOf(next());
        var tick = new Tick(Deadline.WALK, Instant.ofEpochMilli(walk.getTakenAt()), walk.getSteps());
        partition.send(tick);
        sentAt = JUST_NOW;
    }

    private boolean concerns(GovernanceState act, Set<KeyId> signers, String id, ExecutionState state) {
        Walk walk = walkOf(act);
        RulesetRecord ruleset = act.getAct().getRuleset();
        if (ruleset != null) {
            return state.getRulesetVersion() != ruleset.getVersion() && !isOver(state);
        }
        if (state.getActOffset() >= walk.getOffset() || isOver(state)) {
            return false;
        }
        Selector selector = selectorOf(act);
        if (selector == null) {
            // Whose issuer is still in force, as is whoever signed its SVID, has nothing to fear, and nothing to gain
            // before its next heartbeat. A child stands and falls with its parent, but for its own SVID.
            return state.getGrant() != null
                    && (ExecutionId.parentOf(id).isEmpty()
                                    && governance.issuerOf(state, walk.getTakenAt()) != IssuerStanding.VALID
                            || governance.upheld(state, walk.getTakenAt()) != state.getAttestations());
        }
        OperatorOrder order = act.getAct().getOrder();
        return order != null && order.getAction() == OrderAction.RESUME
                ? governance.frees(selector, signers, id, state, walk.getTakenAt())
                : governance.reaches(selector, signers, id, state, walk.getTakenAt());
    }

    /** What was denied may still be granted, and must be found halted then. */
    private static boolean isOver(ExecutionState state) {
        return Position.of(state.getState()).isFinal() && state.getState() != TrustState.DENIED;
    }

    private static @Nullable Selector selectorOf(GovernanceState act) {
        Revocation revocation = act.getAct().getRevocation();
        OperatorOrder order = act.getAct().getOrder();
        if (revocation != null) {
            return revocation.getSelector();
        }
        return order == null ? null : order.getSelector();
    }

    private static Occurrence occurrence(GovernanceState act) {
        OperatorOrder order = act.getAct().getOrder();
        return order == null
                ? new Occurrence.GovernanceChanged()
                : new Occurrence.Ordered(order.getAction(), Governance.text(order));
    }

    private static Walk walkOf(GovernanceState act) {
        return Objects.requireNonNull(act.getWalk(), "an act that is being carried out says how far");
    }

    /** The ids among which are all that a selector can choose. */
    private record Range(@Nullable Selector selector) {
        private byte @Nullable [] from(String reached) {
            if (!reached.isEmpty()) {
                // The next id after it, if there is one: ids hold no byte 0.
                return (reached + '\0').getBytes(StandardCharsets.UTF_8);
            }
            return ofTree() ? Objects.requireNonNull(selector).getValue().getBytes(StandardCharsets.UTF_8) : null;
        }

        /** Inclusive; null for the end of all. */
        private byte @Nullable [] end() {
            // What follows the `/` of a descendant's id is ASCII, below this.
            return ofTree()
                    ? (Objects.requireNonNull(selector).getValue() + "/\u007f").getBytes(StandardCharsets.UTF_8)
                    : null;
        }

        private boolean ofTree() {
            return selector != null && selector.getKind() == SelectorKind.EXECUTION;
        }
    }
}
