package dev.holdfast.topology.process;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Escalation;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.InputRun;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LineageOpening;
import dev.holdfast.record.Selector;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Reception;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.sealing.SealedFindings;
import dev.holdfast.trust.sealing.Sealer;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The last steps: what a decision makes of itself on the output topics. Commands and leases are signed by the evaluator, all that follow from
 * one record together, and leave with {@link #signAndSend}.
 */
final class Outbound {
    /** Key of records for the executors of a whole partition. */
    static final String EVERYBODY = "*";

    private final Exit exit;
    private final int partition;
    private final RecordCodec codec;
    private final EvaluatorSignature signature;
    private final LeaseSignatures.Signer leasesSigner;
    private final ActiveRules rules;
    private final Sealer sealer;
    private final List<Unsigned> unsigned = new ArrayList<>();

    /** @param partition number of the partition from which everything comes and to which everything goes */
    Outbound(
            Exit exit,
            int partition,
            RecordCodec codec,
            EvaluatorSignature signature,
            LeaseSignatures.Signer leasesSigner,
            ActiveRules rules) {
        this.exit = exit;
        this.partition = partition;
        this.codec = codec;
        this.signature = signature;
        this.leasesSigner = leasesSigner;
        this.rules = rules;
        this.sealer = Sealer.derivedFrom(signature.key());
    }

    /** Where records leave, within the transaction. */
    @FunctionalInterface
    interface Exit {
        /** @param sink name of the sink, which is its topic's */
        void forward(Record<byte[], Outgoing> record, String sink);
    }

    /** What led to a decision. */
    record Trigger(String executionId, byte[] key, TriggerKind kind, Coordinates coordinates) {}

    /** What waits for its signature. */
    private record Unsigned(Topic topic, byte[] key, byte[] value, long now, SignedContent content) {}

    /** What a decision says to others, for {@link #signAndSend}: command, lease, escalation. */
    void order(Trigger trigger, ExecutionState state, Decision decision) {
        if (decision.command().isPresent() || decision.repeat()) {
            command(trigger, state);
        }
        decision.lease().ifPresent(terms -> lease(trigger, state, terms));
        decision.escalation().ifPresent(unconfirmed -> escalation(trigger, state, unconfirmed));
    }

    /** Sends what is on record of a decision: row and lineage entry. */
    void record(Trigger trigger, ExecutionState state, Decision decision) {
        if (decision.notable()) {
            status(trigger, state);
            lineage(trigger, state, decision);
        }
    }

    /** Sends the answer to a request. */
    void admission(String executionId, byte[] key, Admission admission, long now) {
        signed(Topic.ADMISSIONS, executionId, key, admission, now);
    }

    /** Sends all that follows from an answer to a request beside the answer itself: nothing that an executor would obey. */
    void received(
            String executionId,
            byte[] key,
            ExecutionState state,
            Reception.Received received,
            Admission admission,
            AdmissionFacts facts,
            Coordinates request) {
        var trigger = new Trigger(executionId, key, TriggerKind.REQUEST, request);
        if (received.shown()) {
            status(trigger, state);
        }
        boolean admitted = admission.getOutcome() == AdmissionOutcome.ADMITTED;
        LineageEntry entry = entry(trigger, state, facts)
                .setFindings(admission.getFindings())
                .setVerdict(admitted ? VerdictKind.INDETERMINATE : VerdictKind.HALT)
                .setFrom(received.from())
                .setTo(received.to())
                .setAdmission(admission.getOutcome())
                .build();
        lineage(trigger, state, entry);
    }

    /** Sends a command to the executors of all executions that a selector chooses. */
    void selectorCommand(ControlAction action, Selector selector, Finding finding, Settlement.Cause cause) {
        var command = new ControlCommand(
                action,
                0L,
                Instant.ofEpochMilli(cause.appendedAt()),
                List.of(finding),
                rules.digest(),
                cause.coordinates(),
                selector);
        signed(Topic.CONTROL, EVERYBODY, EVERYBODY.getBytes(StandardCharsets.UTF_8), command, cause.appendedAt());
        // Ahead of all that is yet to be decided.
        signAndSend();
    }

    /** Sends an execution's row, of which something has changed that no decision was about. */
    void row(byte[] recordKey, ExecutionState state, long now) {
        forward(Topic.EXECUTIONS, recordKey, codec.encode(Topic.EXECUTIONS, rowOf(state)), now, new RecordHeaders());
    }

    /** Removes an execution's row, once it has left the state. */
    void forget(byte[] executionId, long now) {
        exit.forward(new Record<>(executionId, new Outgoing(partition, null), now), Topic.EXECUTIONS.logicalName());
    }

    /** Sends a run of inputs, in the order of which a replay has to take them. */
    void taken(InputRun run, long now) {
        forward(Topic.ORDER, null, codec.encode(Topic.ORDER, run), now, new RecordHeaders());
    }

    /** Sends in what a ruleset on trial differs. */
    void shadow(Trigger trigger, SpecificRecord difference, long now) {
        forward(Topic.SHADOW, trigger, codec.encode(Topic.SHADOW, difference), now);
    }

    /** Sends a dead letter. */
    void deadLetter(byte @Nullable [] key, SpecificRecord letter, long now) {
        forward(Topic.DEAD_LETTERS, key, codec.encode(Topic.DEAD_LETTERS, letter), now, new RecordHeaders());
    }

    private void command(Trigger trigger, ExecutionState state) {
        ControlAction action =
                Objects.requireNonNull(state.getCommand(), "a decision with a command leaves one in the state");
        List<Finding> findings = action == ControlAction.RESUME ? List.of() : state.getCommandFindings();
        signed(
                Topic.CONTROL,
                trigger,
                new ControlCommand(
                        action,
                        state.getEpoch(),
                        Instant.ofEpochMilli(state.getCommandedAt()),
                        findings,
                        rules.digest(),
                        trigger.coordinates(),
                        null),
                state.getEvaluatedAt());
    }

    private void lease(Trigger trigger, ExecutionState state, Decision.LeaseTerms terms) {
        var lease = new Lease(
                state.getEpoch(),
                state.getExecutorInstance(),
                terms.heartbeatSequence(),
                terms.durationMillis(),
                Instant.ofEpochMilli(state.getEvaluatedAt()));
        switch (leasesSigner) {
            case PROCESSOR -> signed(Topic.LEASES, trigger, lease, state.getEvaluatedAt());
            case PRODUCER -> forward(Topic.LEASES, trigger, codec.encode(Topic.LEASES, lease), state.getEvaluatedAt());
        }
    }

    private void escalation(Trigger trigger, ExecutionState state, Decision.Unconfirmed unconfirmed) {
        var escalation = new Escalation(
                Objects.requireNonNull(state.getCommand(), "what is unconfirmed is a command"),
                state.getEpoch(),
                Instant.ofEpochMilli(state.getCommandedAt()),
                state.getCommandFindings(),
                unconfirmed.times(),
                unconfirmed.received(),
                state.getStanding(),
                state.getSequence() == 0 ? null : Instant.ofEpochMilli(state.getLastHeartbeatAt()),
                Instant.ofEpochMilli(state.getEvaluatedAt()));
        signed(Topic.ESCALATIONS, trigger, escalation, state.getEvaluatedAt());
    }

    private void status(Trigger trigger, ExecutionState state) {
        row(trigger.key(), state, state.getEvaluatedAt());
    }

    private static ExecutionStatus rowOf(ExecutionState state) {
        Grant grant = state.getGrant();
        return ExecutionStatus.newBuilder()
                .setState(state.getState())
                .setSince(Instant.ofEpochMilli(state.getSince()))
                .setVerdict(state.getVerdict())
                .setFindings(state.getFindings())
                .setEpoch(state.getEpoch())
                .setCommand(state.getCommand())
                .setEnforcement(state.getEnforcement())
                .setEffectiveAfterMillis(state.getEffectiveAfterMillis() < 0 ? null : state.getEffectiveAfterMillis())
                .setClosure(state.getClosure())
                .setAgent(grant == null ? "" : grant.getAgent())
                .setInitiator(grant == null ? "" : grant.getInitiator())
                .setTenant(grant == null ? "" : grant.getTenant())
                .setLastHeartbeatAt(state.getSequence() == 0 ? null : Instant.ofEpochMilli(state.getLastHeartbeatAt()))
                .setExitCode(state.getExitCode())
                .setUpdatedAt(Instant.ofEpochMilli(state.getEvaluatedAt()))
                .build();
    }

    private void lineage(Trigger trigger, ExecutionState state, Decision decision) {
        LineageEntry entry = entry(trigger, state, decision.facts())
                .setFrom(decision.from())
                .setTo(decision.to())
                .setCommand(decision.command().orElse(null))
                .setLeasedSequence(decision.lease()
                        .map(Decision.LeaseTerms::heartbeatSequence)
                        .orElse(null))
                .build();
        lineage(trigger, state, entry);
    }

    private void lineage(Trigger trigger, ExecutionState state, LineageEntry entry) {
        Grant grant = state.getGrant();
        if (grant != null && !grant.getSealed().isEmpty()) {
            seal(trigger, entry, grant.getSealed(), state.getEvaluatedAt());
        }
        byte[] value = codec.encode(Topic.LINEAGE, entry);
        state.setChainHead(ByteBuffer.wrap(EntryHash.ofRecord(value)));
        forward(Topic.LINEAGE, trigger, value, state.getEvaluatedAt());
    }

    /** Puts commitments in place of what an entry must not show, and sends what opens them. */
    private void seal(Trigger trigger, LineageEntry entry, List<String> sealed, long now) {
        Sealer.Snapshot snapshot = sealer.seal(trigger.executionId(), entry.getEntry(), entry.getFacts(), sealed);
        entry.setFacts(snapshot.facts());
        entry.setFindings(SealedFindings.of(entry.getFindings(), sealed));
        if (!snapshot.openings().isEmpty()) {
            var opening = new LineageOpening(trigger.executionId(), entry.getEntry(), snapshot.openings());
            forward(Topic.OPENINGS, trigger, codec.encode(Topic.OPENINGS, opening), now);
        }
    }

    /** What an entry has of the state. */
    private LineageEntry.Builder entry(Trigger trigger, ExecutionState state, java.lang.Record facts) {
        ByteBuffer head = state.getChainHead();
        return LineageEntry.newBuilder()
                .setExecutionId(trigger.executionId())
                .setEntry(state.getEntries())
                .setPreviousHash(head.hasRemaining() ? head : ByteBuffer.wrap(EntryHash.none()))
                .setDecidedAt(Instant.ofEpochMilli(state.getEvaluatedAt()))
                .setTrigger(trigger.coordinates())
                .setTriggerKind(trigger.kind())
                .setRulesetDigest(rules.digest())
                .setFacts(FactSnapshot.of(facts))
                .setFindings(state.getFindings())
                .setVerdict(state.getVerdict())
                .setEpoch(state.getEpoch())
                .setEnforcement(state.getEnforcement());
    }

    private void signed(Topic topic, Trigger trigger, SpecificRecord record, long now) {
        signed(topic, trigger.executionId(), trigger.key(), record, now);
    }

    private void signed(Topic topic, String recordKey, byte[] keyBytes, SpecificRecord record, long now) {
        byte[] value = codec.encode(topic, record);
        unsigned.add(new Unsigned(topic, keyBytes, value, now, signature.content(topic, recordKey, value)));
        if (unsigned.size() == SigningKey.MAXIMUM_BATCH) {
            signAndSend();
        }
    }

    /** Signs what waits for it, and sends it in the order in which it was given. One signature takes longer than all else about a command. */
    void signAndSend() {
        if (unsigned.isEmpty()) {
            return;
        }
        List<Headers> headers =
                signature.overAll(unsigned.stream().map(Unsigned::content).toList());
        for (int i = 0; i < unsigned.size(); i++) {
            Unsigned next = unsigned.get(i);
            forward(next.topic(), next.key(), next.value(), next.now(), headers.get(i));
        }
        unsigned.clear();
    }

    private void forward(Topic topic, Trigger trigger, byte[] value, long now) {
        forward(topic, trigger.key(), value, now, new RecordHeaders());
    }

    private void forward(Topic topic, byte @Nullable [] recordKey, byte[] value, long now, Headers headers) {
        exit.forward(new Record<>(recordKey, new Outgoing(partition, value), now, headers), topic.logicalName());
    }
}
