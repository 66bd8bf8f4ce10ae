package dev.holdfast.topology.process;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.Inbound.Envelope;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.topology.time.BrokerClock;
import dev.holdfast.topology.time.CommitPace;
import dev.holdfast.topology.time.DeadlineQueue;
import dev.holdfast.topology.time.ThreadTime;
import dev.holdfast.trust.appraisal.Appraiser;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.intake.AcknowledgmentCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.session.SessionVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/** One task of the evaluator: takes every input record of its partition to a decision or to a dead letter. */
public final class EvaluatorProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    /** How often the deadlines are looked at. A punctuation every 10 ms is on time within 10 ms (p99) with {@code poll.ms=5}. */
    static final Duration LOOK_AT_DEADLINES = Duration.ofMillis(10);

    /** For so long after its first record a task ends transactions soon for every lease: nobody renewed them while nobody decided. */
    private static final long BEGINNING_MILLIS = 2_000;

    private static final byte[] EVERYBODY = Outbound.EVERYBODY.getBytes(StandardCharsets.UTF_8);

    private final ProcessorContext<byte[], Outgoing> context;
    private final OwnPartition partition;
    private final SignsOfLife signsOfLife;
    private final RecordCodec codec;
    private final Map<String, Topic> topics;
    private final Inbound inbound;
    private final Outbound outbound;
    private final InputOrder order;
    private final Signers signers = new Signers();
    private final Governance governance;
    private final Walks walks;
    private final GovernanceIntake governanceIntake;
    private final Waiting waiting;
    private final RequestIntake requestIntake;
    private final GrantIntake grantIntake;
    private final HeartbeatIntake heartbeatIntake;
    private final SignalIntake signalIntake;
    private final ActiveRules rules;
    private final Rulesets rulesets;
    private final ShadowRules shadow;
    private final ShadowRulesets shadows;
    private final ShadowStore compared;
    private final RuleMetrics metrics;
    private final StateStore store;
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final Settlement settlement;
    private final Recollection recollection;
    private final CommitPace pace;
    private boolean committing;
    private final BrokerClock clock;
    private long begunAt;

    EvaluatorProcessor(
            ProcessorContext<byte[], Outgoing> context,
            ThreadTime time,
            ImmediateSender sender,
            SignsOfLife signsOfLife,
            RecordCodec codec,
            Inbound inbound,
            Outbound outbound,
            KeyValueStore<byte[], byte[]> order,
            SessionVerifier sessions,
            Appraiser appraiser,
            Governance governance,
            ActiveRules rules,
            ShadowRules shadow,
            RulesetNews news,
            RuleMetrics metrics,
            RulesetCompiler compiler,
            StateStore store,
            GovernanceStore acts,
            ShadowStore compared,
            EvaluatorSignature signature) {
        this.context = context;
        this.pace = time.pace();
        this.clock = new BrokerClock(time.backlog());
        this.signsOfLife = signsOfLife;
        this.codec = codec;
        this.topics = Arrays.stream(Topic.values()).collect(Collectors.toMap(codec.names()::of, Function.identity()));
        this.inbound = inbound;
        this.outbound = outbound;
        this.order = new InputOrder(order, outbound);
        this.governance = governance;
        this.rules = rules;
        this.shadow = shadow;
        this.metrics = metrics;
        this.store = store;
        this.compared = compared;
        this.settlement = new Settlement(outbound, rules, shadow::decided, governance, store, deadlines);
        this.partition = new OwnPartition(context.taskId().partition(), sender, codec);
        this.walks = new Walks(partition, governance, acts, store, settlement);
        var refusals = new RulesetRefusals(partition, outbound, metrics, news);
        this.rulesets = new Rulesets(partition, compiler, governance, rules, acts, refusals, news, metrics, walks);
        this.shadows = new ShadowRulesets(partition, compiler, shadow, acts, refusals);
        this.governanceIntake =
                new GovernanceIntake(inbound, outbound, governance, acts, walks, rulesets, shadows, refusals);
        this.waiting = new Waiting(walks, order);
        this.recollection = new Recollection(store, this::recall);
        this.requestIntake =
                new RequestIntake(inbound, outbound, governance, rules, shadow, store, settlement, signature);
        this.grantIntake = new GrantIntake(inbound, signers, governance, store, waiting, settlement);
        this.heartbeatIntake =
                new HeartbeatIntake(inbound, signers, sessions, appraiser, governance, store, waiting, settlement);
        this.signalIntake = new SignalIntake(inbound, governance, store, settlement);
    }

    void start() {
        order.start();
        waiting.start();
        rulesets.start();
        shadows.start();
        governanceIntake.start();
        recollection.start();
        clock.knows(order.reached());
        clock.begins(context.currentSystemTimeMs());
        context.schedule(LOOK_AT_DEADLINES, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    private void recall(String executionId, ExecutionState state) {
        settlement.arm(executionId, state);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata metadata = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record without coordinates cannot be judged"));
        Topic topic = topicOf(metadata.topic());
        long wallClock = context.currentSystemTimeMs();
        pace.committed(wallClock);
        begunAt = begunAt == 0 ? wallClock : begunAt;
        if (topic == Topic.HEARTBEATS) {
            clock.took(record.timestamp(), wallClock);
        } else {
            // Of a topic with little on it the newest may be here while heartbeats wait.
            clock.knows(record.timestamp());
        }
        order.took(topic, metadata.offset(), record.timestamp());
        take(topic, record, metadata);
        outbound.signAndSend();
        shadow.compare();
    }

    private void take(Topic topic, Record<byte[], byte[]> record, RecordMetadata metadata) {
        try {
            if (topic == Topic.GOVERNANCE) {
                governanceIntake.take(record, cause(record, metadata));
                return;
            }
            if (topic == Topic.TICKS && Arrays.equals(record.key(), EVERYBODY)) {
                Tick tick = inbound.decode(inbound.open(topic, record.value()), Tick.class);
                switch (tick.getDeadline()) {
                    case RULESET -> rulesets.take(tick, record.timestamp());
                    case SHADOW -> shadows.take(tick, record.timestamp());
                    default -> walks.take(tick, record.timestamp());
                }
                return;
            }
            String executionId = inbound.executionId(record.key(), metadata.partition());
            Envelope envelope = inbound.open(topic, record.value());
            walks.catchUp(record.key(), record.timestamp());
            switch (topic) {
                case REQUESTS ->
                    requestIntake.take(
                            executionId,
                            record.key(),
                            envelope,
                            record.headers(),
                            cause(record, metadata),
                            () -> waiting.begin(record.timestamp()));
                case GRANTS -> grantIntake.take(executionId, envelope, record, cause(record, metadata));
                case HEARTBEATS -> heartbeatIntake.take(executionId, envelope, record, cause(record, metadata));
                case SIGNALS -> signalIntake.take(executionId, envelope, record, cause(record, metadata));
                case ACKS -> acknowledgment(executionId, envelope, record, metadata);
                case TICKS -> tick(executionId, envelope, record, metadata);
                default -> throw new IllegalStateException("the evaluator does not read `" + metadata.topic() + "`");
            }
        } catch (Rejected rejected) {
            if (record.key() != null) {
                store.forgetChanges(record.key());
            }
            outbound.deadLetter(
                    DeadLetters.key(record.key()),
                    DeadLetters.of(record, metadata, rejected.rejection()),
                    record.timestamp());
        }
    }

    @Override
    public void close() {
        rules.close();
        shadow.close();
        metrics.close();
        codec.close();
    }

    private void acknowledgment(
            String executionId, Envelope envelope, Record<byte[], byte[]> record, RecordMetadata metadata)
            throws Rejected {
        ExecutionState state = store.get(record.key());
        if (state == null || state.getGrant() == null) {
            throw new Rejected(Reason.GRANT_MISSING, "`" + executionId + "` has no grant by which to verify this");
        }
        inbound.verify(
                envelope,
                executionId,
                record.headers(),
                signers.ofExecutor(state.getGrant()),
                "the executor key that the grant names");
        Acknowledgment acknowledgment = inbound.decode(envelope, Acknowledgment.class);
        rejectIf(AcknowledgmentCheck.check(state, acknowledgment));
        settle(executionId, state, new Occurrence.Acknowledged(acknowledgment), record, metadata);
    }

    private void tick(String executionId, Envelope envelope, Record<byte[], byte[]> record, RecordMetadata metadata)
            throws Rejected {
        Tick tick = inbound.decode(envelope, Tick.class);
        ExecutionState state = store.get(record.key());
        long dueAt = tick.getDueAt().toEpochMilli();
        if (state == null || !Timing.stands(state, tick.getDeadline(), dueAt)) {
            // Overtaken, or sent twice. It asks for nothing, so nothing is lost.
            return;
        }
        if (record.timestamp() < dueAt) {
            // This process's clock is ahead of the broker's, which alone counts; or the tick is not this evaluator's.
            lookAgain(executionId, state, record.timestamp());
            return;
        }
        switch (tick.getDeadline()) {
            case RETENTION_END -> forget(executionId, state, record);
            default -> settle(executionId, state, new Occurrence.DeadlinePassed(), record, metadata);
        }
    }

    private void settle(
            String executionId,
            ExecutionState state,
            Occurrence occurrence,
            Record<byte[], byte[]> record,
            RecordMetadata metadata) {
        settlement.settle(executionId, record.key(), state, occurrence, cause(record, metadata));
    }

    private static Settlement.Cause cause(Record<byte[], byte[]> record, RecordMetadata metadata) {
        return new Settlement.Cause(
                new Coordinates(metadata.topic(), metadata.partition(), metadata.offset()), record.timestamp());
    }

    private void forget(String executionId, ExecutionState state, Record<byte[], byte[]> record) {
        if (state.getGrant() == null) {
            waiting.ended();
        }
        store.delete(record.key());
        compared.forget(record.key());
        deadlines.disarm(executionId);
        outbound.forget(record.key(), record.timestamp());
    }

    /** Sets the deadline that follows from the state, whatever a tick said, to when it is due by the broker's clock. */
    private void lookAgain(String executionId, ExecutionState state, long now) {
        long wallClock = context.currentSystemTimeMs();
        clock.corrected(now, wallClock);
        Timing.Due due = Timing.next(state, state.getEvaluatedAt());
        long notBefore = clock.onWallClock(due.at(), wallClock);
        deadlines.armNotBefore(executionId, due.kind(), due.at(), notBefore);
    }

    private void look(long wallClock) {
        clock.looks(wallClock);
        if (begunAt != 0 && wallClock - begunAt >= BEGINNING_MILLIS) {
            settlement.begun();
        }
        if (committing) {
            // Other tasks of the thread may be looked at before the commit begins, this one only after it.
            pace.committed(wallClock);
            committing = false;
        }
        if (settlement.commitAwaited() && pace.allows(wallClock)) {
            // Once for all that wait: a commit for each of a crowd that opens at once would hold up the crowd.
            context.commit();
            settlement.committing();
            committing = true;
        }
        signsOfLife.tell(wallClock, clock.lag(wallClock), clock.reached(wallClock));
        walks.remind(wallClock);
        rulesets.look(wallClock, clock.reached(wallClock));
        shadows.look(wallClock, clock.reached(wallClock));
        recollection.goOn();
        sendTicks(wallClock);
    }

    private void sendTicks(long wallClock) {
        deadlines.poll(clock.reached(wallClock), clock.lag(wallClock), due -> {
            partition.send(due.executionId(), new Tick(due.kind(), Instant.ofEpochMilli(due.at()), 0L));
        });
    }

    private Topic topicOf(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            throw new IllegalStateException("the evaluator does not read `" + name + "`");
        }
        return topic;
    }

    private static void rejectIf(Optional<Rejection> rejection) throws Rejected {
        if (rejection.isPresent()) {
            throw new Rejected(rejection.get());
        }
    }
}
