package dev.holdfast.topology.process;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Standing;
import dev.holdfast.record.Tick;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.time.DeadlineQueue;
import dev.holdfast.trust.appraisal.Appraiser;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.session.SessionVerifier;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes heartbeats of executions that do not exist and carries out orders over them, so that the machine has compiled the way of a decision before somebody waits for one: an order
 * that is the first of its process takes three times as long as a later one, and whoever takes a partition over for the first time is as slow. It shares classes with the tasks and nothing else: its store is its own, its
 * keys are its own and vouched for nowhere, and what it sends goes nowhere. One thread, once.
 */
public final class DryRun {
    /** How many executions an order is carried out upon at a time. */
    static final int CROWD = 250;

    /** After so many crowds nothing gets faster any more. */
    static final int MOST_CROWDS = 80;

    /** More than it takes. */
    static final int STEPS_PER_ORDER = CROWD / Walks.STEP + 2;

    private static final int OVER_BUDGET_OF = 10;
    /** Keys of sessions are made of seeds from here on. */
    private static final int SESSIONS = 16;

    private static final long NOW = 1_800_000_000_000L;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final String BUDGETED = "tokens";
    private static final String TRUST_DOMAIN = "dry-run";
    private static final String INSTANCE = "dry";
    private static final String IN_SESSION = "dry-session";
    private static final Map<String, String> EVIDENCE = Map.of("image.sha256", "4f".repeat(32));

    private final SigningKey executor = SigningKey.ofSeed(seed(1));
    private final SigningKey issuer = SigningKey.ofSeed(seed(2));
    private final SigningKey operator = SigningKey.ofSeed(seed(3));
    private final ActiveRules rules;
    private final Governance governance;
    private final OwnPartition partition;
    private final Outbound outbound;
    private final StateStore store = new StateStore(new DryStore());
    private final GovernanceStore acts = new GovernanceStore(new DryStore());
    private final Settlement settlement;
    private final RecordCodec codec;
    private final AgreementKey agreement = AgreementKey.derivedFrom(SigningKey.ofSeed(seed(5)));
    private final HeartbeatIntake intake;
    private long offset;

    /**
     * @param ruleset the rules in force
     * @param codec for this alone
     */
    public DryRun(CompiledRuleset ruleset, RecordCodec codec) {
        this.rules = new ActiveRules(ruleset);
        this.governance = new Governance(SigningKey.ofSeed(seed(4)).verifyingKey(), rules);
        governance.admit(authority("issuers", Role.GRANT_ISSUER, issuer));
        governance.admit(authority("operators", Role.OPERATOR, operator));
        this.partition = new OwnPartition(0, (topic, number, key, value, headers) -> {}, codec);
        this.codec = codec;
        SigningKey evaluator = SigningKey.ofSeed(seed(5));
        var signature = new EvaluatorSignature(evaluator, TRUST_DOMAIN);
        this.outbound =
                new Outbound((record, sink) -> {}, 0, codec, signature, LeaseSignatures.Signer.PROCESSOR, rules);
        store.learn(null, 1);
        this.settlement =
                new Settlement(outbound, rules, Settlement.Onlooker.NONE, governance, store, new DeadlineQueue());
        this.intake = new HeartbeatIntake(
                new Inbound(codec, TRUST_DOMAIN, 1),
                new Signers(),
                new SessionVerifier(agreement),
                new Appraiser(Challenge.derivedFrom(evaluator, TRUST_DOMAIN)),
                governance,
                store,
                new Waiting(walks(), new DryStore()),
                settlement);
    }

    /**
     * Goes on as long as it is wanted, which is asked before each execution and each step, up to {@value #MOST_CROWDS} crowds; and not under rules that
     * fail: each failure would be logged.
     *
     * @return how many executions it halted
     * @throws org.apache.kafka.common.errors.SerializationException when the registry does not answer
     */
    public int run(BooleanSupplier wanted) {
        int halted = 0;
        try (rules) {
            for (int crowd = 0; crowd < MOST_CROWDS; crowd++) {
                int begun = 0;
                DryHeartbeats session = null;
                while (begun < CROWD && wanted.getAsBoolean()) {
                    if (!begin(id(begun), begun % OVER_BUDGET_OF == 0)) {
                        return halted;
                    }
                    session = session == null ? session(crowd) : session;
                    session.take(heartbeat(begun + 1L, begun), cause());
                    begun++;
                }
                outbound.signAndSend();
                carryOut(OrderAction.PAUSE, wanted);
                carryOut(OrderAction.HALT, wanted);
                for (int number = 0; number < begun; number++) {
                    halted += end(key(id(number))) == TrustState.HALTED ? 1 : 0;
                }
                end(key(IN_SESSION));
                if (begun < CROWD) {
                    return halted;
                }
            }
            return halted;
        }
    }

    /** How it ended. */
    private @Nullable TrustState end(byte[] key) {
        ExecutionState state = store.get(key);
        store.delete(key);
        return state == null ? null : state.getState();
    }

    /** An execution that opens a session with its first heartbeat. */
    private DryHeartbeats session(int crowd) {
        Grant grant = grant(IN_SESSION);
        grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION));
        ExecutionState state = ExecutionState.newBuilder()
                .setSince(NOW)
                .setFirstSeenAt(NOW)
                .setEvaluatedAt(NOW)
                .build();
        settlement.settleOneOfMany(IN_SESSION, key(IN_SESSION), state, granted(grant), cause());
        AgreementKey own = AgreementKey.derivedFrom(SigningKey.ofSeed(seed(SESSIONS + crowd)));
        return new DryHeartbeats(grant, executor, own, agreement, TRUST_DOMAIN, codec, intake, store, INSTANCE);
    }

    private Settlement.Cause cause() {
        return new Settlement.Cause(new Coordinates(Topic.HEARTBEATS.logicalName(), 0, offset++), NOW);
    }

    private Occurrence.Granted granted(Grant grant) {
        return new Occurrence.Granted(
                grant, new byte[32], Set.of(issuer.verifyingKey().id()));
    }

    private Walks walks() {
        return new Walks(partition, governance, acts, store, settlement);
    }

    /** False when the rules fail. */
    private boolean begin(String id, boolean overBudget) {
        ExecutionState state = ExecutionState.newBuilder()
                .setSince(NOW)
                .setFirstSeenAt(NOW)
                .setEvaluatedAt(NOW)
                .build();
        Settlement.Cause cause = cause();
        settlement.settleOneOfMany(id, key(id), state, granted(grant(id)), cause);
        settlement.settleOneOfMany(id, key(id), state, new Occurrence.Beat(heartbeat(1, 0)), cause);
        if (overBudget) {
            settlement.settle(id, key(id), state, new Occurrence.Beat(heartbeat(2, Long.MAX_VALUE)), cause);
        }
        return state.getFindings().stream()
                .noneMatch(finding -> finding.getCode().startsWith("RULE_"));
    }

    private void carryOut(OrderAction action, BooleanSupplier wanted) {
        Walks walks = walks();
        var order = new OperatorOrder(
                "dry-" + action,
                action,
                new Selector(SelectorKind.EVERYTHING, "everything"),
                "a dry run",
                "nobody",
                Instant.ofEpochMilli(NOW));
        GovernanceState act = GovernanceState.newBuilder()
                .setAct(GovernanceRecord.newBuilder().setOrder(order).build())
                .setSigners(List.of(ByteBuffer.wrap(operator.verifyingKey().id().bytes())))
                .build();
        walks.begin(act, new Settlement.Cause(partition.ofGovernance(offset++), NOW));
        outbound.signAndSend();
        for (int step = 1; step <= STEPS_PER_ORDER && wanted.getAsBoolean(); step++) {
            walks.take(new Tick(Deadline.WALK, Instant.ofEpochMilli(NOW), (long) step), NOW);
            outbound.signAndSend();
        }
    }

    private Grant grant(String id) {
        Instant from = Instant.ofEpochMilli(NOW - DAY_MILLIS);
        return Grant.newBuilder()
                .setExecutionId(id)
                .setGrantId("grant-of-" + id)
                .setAgent("nobody")
                .setInitiator("nobody")
                .setTenant("nowhere")
                .setExecutorKey(ByteBuffer.wrap(executor.verifyingKey().raw()))
                .setIssuedAt(from)
                .setNotBefore(from)
                .setNotAfter(Instant.ofEpochMilli(NOW + DAY_MILLIS))
                .setScope(List.of(new ScopeRule("http.get", "https://example.org/*", null, null)))
                .setBudgets(Map.of(BUDGETED, 1_000L))
                .setReferenceValues(Map.of("image.sha256", List.copyOf(EVIDENCE.values())))
                .build();
    }

    private static Heartbeat heartbeat(long sequence, long used) {
        return Heartbeat.newBuilder()
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL, Capability.FREEZE))
                .setSequence(sequence)
                .setExecutorInstance(INSTANCE)
                .setSentAt(Instant.ofEpochMilli(NOW))
                .setStanding(Standing.RUNNING)
                .setEvidence(EVIDENCE)
                .setCounters(Map.of(BUDGETED, used))
                .setActions(List.of(new ReportedAction("http.get", "https://example.org/17", 1L)))
                .build();
    }

    private static Authority authority(String name, Role role, SigningKey key) {
        return Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(List.of(ByteBuffer.wrap(key.verifyingKey().raw())))
                .setNotBefore(Instant.ofEpochMilli(NOW - DAY_MILLIS))
                .setNotAfter(Instant.ofEpochMilli(NOW + DAY_MILLIS))
                .build();
    }

    private static String id(int number) {
        return "dry-" + number;
    }

    private static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] seed(int lastByte) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[seed.length - 1] = (byte) lastByte;
        return seed;
    }
}
