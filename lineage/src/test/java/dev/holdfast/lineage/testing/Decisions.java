package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Opening;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Severity;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.execution.Decider;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Rulebook;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.sealing.SealedFact;
import dev.holdfast.trust.sealing.SealedFindings;
import dev.holdfast.trust.sealing.Sealer;
import dev.holdfast.trust.verdict.Finding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The life of one execution, decided by the real decider, and its entries as an evaluator writes them: granted, leased, paused for what it spent, resumed, halted by an
 * operator.
 */
public final class Decisions implements Rulebook {
    private final String executionId;
    private final String rulesetDigest;
    private final Surroundings surroundings;
    private final ExecutionState state;
    private final List<LineageEntry> entries = new ArrayList<>();
    private final List<OpenedFact> openings = new ArrayList<>();
    private final Sealer sealer = Sealer.derivedFrom(SoundProof.EVALUATOR);
    private final List<Acknowledgment> acknowledgments = new ArrayList<>();
    private long now;
    private byte[] head = EntryHash.none();

    private Decisions(Grant grant, String rulesetDigest, Surroundings surroundings, long start) {
        GeneratedClasses.trust();
        this.executionId = grant.getExecutionId();
        this.rulesetDigest = rulesetDigest;
        this.surroundings = surroundings;
        this.now = start;
        this.state = ExecutionState.newBuilder().setFirstSeenAt(start).build();
    }

    /** A whole life, a step each second from an instant on. */
    public static Decisions of(Grant grant, String rulesetDigest, Surroundings surroundings, long start) {
        var life = new Decisions(grant, rulesetDigest, surroundings, start);
        life.decide(new Occurrence.Granted(grant, new byte[32], Set.of()));
        life.beat(1, Standing.WAITING, 0, 0);
        life.beat(2, Standing.RUNNING, 0, 5);
        life.acknowledge(ControlAction.PAUSE, 1);
        life.beat(3, Standing.PAUSED, 1, 0);
        life.decide(new Occurrence.Ordered(OrderAction.HALT, "o-1: olga: enough"));
        life.acknowledge(ControlAction.HALT, 3);
        return life;
    }

    /** A life that has not begun, for the caller to lead. */
    public static Decisions before(Grant grant, String rulesetDigest, Surroundings surroundings, long start) {
        return new Decisions(grant, rulesetDigest, surroundings, start);
    }

    /** The entries; 1 to 7 of a whole life. */
    public List<LineageEntry> entries() {
        return entries;
    }

    /** Of the pause, and of the halt. */
    public List<Acknowledgment> acknowledgments() {
        return acknowledgments;
    }

    private void beat(long sequence, Standing standing, long obeyedEpoch, long spent) {
        decide(new Occurrence.Beat(Heartbeat.newBuilder()
                .setSequence(sequence)
                .setExecutorInstance("process-1")
                .setSentAt(Instant.ofEpochMilli(now))
                .setStanding(standing)
                .setObeyedEpoch(obeyedEpoch)
                .setCounters(Map.of("spent", spent))
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .build()));
    }

    private void acknowledge(ControlAction action, long epoch) {
        Acknowledgment acknowledgment = Acknowledgment.newBuilder()
                .setEpoch(epoch)
                .setAction(action)
                .setStage(AcknowledgmentStage.EFFECTIVE)
                .setExecutorInstance("process-1")
                .setSentAt(Instant.ofEpochMilli(now))
                .setElapsedMicros(900)
                .build();
        acknowledgments.add(acknowledgment);
        decide(new Occurrence.Acknowledged(acknowledgment));
    }

    private void decide(Occurrence occurrence) {
        if (!take(occurrence)) {
            throw new IllegalStateException(
                    "expected every step to go on record, found one that does not: " + occurrence);
        }
    }

    /** Takes an occurrence, a second after the one before; whether it went on record. */
    public boolean take(Occurrence occurrence) {
        Decision decision = Decider.decide(executionId, state, occurrence, now, this, unused -> surroundings);
        now += 1_000;
        if (!decision.notable()) {
            return false;
        }
        LineageEntry entry = LineageEntry.newBuilder()
                .setExecutionId(executionId)
                .setEntry(state.getEntries())
                .setPreviousHash(ByteBuffer.wrap(head))
                .setDecidedAt(Instant.ofEpochMilli(state.getEvaluatedAt()))
                .setTrigger(new Coordinates("holdfast.heartbeats", 0, state.getEntries()))
                .setTriggerKind(occurrence.kind())
                .setRulesetDigest(rulesetDigest)
                .setFacts(FactSnapshot.of(decision.facts()))
                .setFindings(state.getFindings())
                .setVerdict(state.getVerdict())
                .setFrom(decision.from())
                .setTo(decision.to())
                .setEpoch(state.getEpoch())
                .setCommand(decision.command().orElse(null))
                .setLeasedSequence(decision.lease()
                        .map(Decision.LeaseTerms::heartbeatSequence)
                        .orElse(null))
                .setEnforcement(state.getEnforcement())
                .build();
        Grant grant = state.getGrant();
        if (grant != null) {
            seal(entry, grant.getSealed());
        }
        entries.add(entry);
        head = EntryHash.ofEncoded(Records.encoded(entry));
        return true;
    }

    private void seal(LineageEntry entry, List<String> sealed) {
        Sealer.Snapshot snapshot = sealer.seal(executionId, entry.getEntry(), entry.getFacts(), sealed);
        entry.setFacts(snapshot.facts());
        entry.setFindings(SealedFindings.of(entry.getFindings(), sealed));
        for (Opening opening : snapshot.openings()) {
            byte[] salt = new byte[opening.getSalt().remaining()];
            opening.getSalt().duplicate().get(salt);
            FactValue fact = opening.getFact();
            openings.add(new OpenedFact(entry.getEntry(), fact.getName(), salt, SealedFact.json(fact)));
        }
    }

    /** What opens the facts that the grant has sealed. */
    public List<OpenedFact> openings() {
        return openings;
    }

    /** Its state. */
    public ExecutionState state() {
        return state;
    }

    /** The instant of the next step, in epoch milliseconds. */
    public long now() {
        return now;
    }

    @Override
    public String digest() {
        return rulesetDigest;
    }

    @Override
    public List<Finding> evaluate(ExecutionFacts facts) {
        if (!facts.operatorHalt().isEmpty()) {
            return List.of(
                    new Finding("ORDERED", Severity.HALT, "an operator ordered it", "halt on order", new TreeMap<>()));
        }
        return facts.counter("spent") > 0
                ? List.of(new Finding("SPENT", Severity.PAUSE, "expected nothing spent", "spending", new TreeMap<>()))
                : List.of();
    }
}
