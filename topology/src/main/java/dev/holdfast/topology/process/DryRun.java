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
import dev.holdfast.trust.execution.Occurrence;
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
 * Carries out orders over executions that do not exist, so that the machine has compiled the way of a decision before somebody waits for one: an order
 * that is the first of its process takes three times as long as a later one. It shares classes with the tasks and nothing else: its store is its own, its
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
    private static final long NOW = 1_800_000_000_000L;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final String BUDGETED = "tokens";
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
        var signature = new EvaluatorSignature(SigningKey.ofSeed(seed(5)), "dry-run");
        this.outbound =
                new Outbound((record, sink) -> {}, 0, codec, signature, LeaseSignatures.Signer.PROCESSOR, rules);
        store.learn(null, 1);
        this.settlement =
                new Settlement(outbound, rules, Settlement.Onlooker.NONE, governance, store, new DeadlineQueue());
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
                while (begun < CROWD && wanted.getAsBoolean()) {
                    if (!begin(id(begun), begun % OVER_BUDGET_OF == 0)) {
                        return halted;
                    }
                    begun++;
                }
                outbound.signAndSend();
                carryOut(OrderAction.PAUSE, wanted);
                carryOut(OrderAction.HALT, wanted);
                for (int number = 0; number < begun; number++) {
                    halted += end(key(id(number))) == TrustState.HALTED ? 1 : 0;
                }
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

    /** False when the rules fail. */
    private boolean begin(String id, boolean overBudget) {
        ExecutionState state = ExecutionState.newBuilder()
                .setSince(NOW)
                .setFirstSeenAt(NOW)
                .setEvaluatedAt(NOW)
                .build();
        var cause = new Settlement.Cause(new Coordinates(Topic.HEARTBEATS.logicalName(), 0, offset++), NOW);
        var granted = new Occurrence.Granted(
                grant(id), new byte[32], Set.of(issuer.verifyingKey().id()));
        settlement.settleOneOfMany(id, key(id), state, granted, cause);
        settlement.settleOneOfMany(id, key(id), state, new Occurrence.Beat(heartbeat(1, 0)), cause);
        if (overBudget) {
            settlement.settle(id, key(id), state, new Occurrence.Beat(heartbeat(2, Long.MAX_VALUE)), cause);
        }
        return state.getFindings().stream()
                .noneMatch(finding -> finding.getCode().startsWith("RULE_"));
    }

    private void carryOut(OrderAction action, BooleanSupplier wanted) {
        var walks = new Walks(partition, governance, acts, store, settlement);
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
                .setExecutorInstance("dry")
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
