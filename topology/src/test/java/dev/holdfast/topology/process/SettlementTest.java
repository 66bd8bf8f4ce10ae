package dev.holdfast.topology.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.topology.time.DeadlineQueue;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final String EXECUTION = "order-17";
    private static final byte[] KEY = EXECUTION.getBytes(StandardCharsets.UTF_8);
    private static final long NOW = 1_800_000_000_000L;
    private static final SigningKey ANYBODY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    private static final String CONTROL = Topic.CONTROL.logicalName();

    private final List<String> left = new ArrayList<>();
    private final ExecutionState state = ExecutionState.newBuilder()
            .setSince(NOW)
            .setFirstSeenAt(NOW)
            .setEvaluatedAt(NOW)
            .build();
    private ActiveRules rules;
    private Outbound outbound;
    private Settlement settlement;

    @BeforeAll
    static void trust() {
        GeneratedClasses.trust();
    }

    @BeforeEach
    void begin() throws Exception {
        var registry = new MockSchemaRegistryClient();
        var names = new TopicNames(TopicNames.DEFAULT_PREFIX);
        new SchemaDeployment(registry, names).register();
        rules = new ActiveRules(CompiledRuleset.compile(Ruleset.baseline()));
        outbound = new Outbound(
                (record, sink) -> left.add(sink),
                0,
                new RecordCodec(registry, names),
                new EvaluatorSignature(ANYBODY, "test"),
                LeaseSignatures.Signer.PROCESSOR,
                rules);
        settlement = new Settlement(
                outbound,
                rules,
                Settlement.Onlooker.NONE,
                new Governance(ANYBODY.verifyingKey(), rules),
                new StateStore(new DryStore()),
                new DeadlineQueue());
    }

    @AfterEach
    void end() {
        rules.close();
    }

    @Test
    void shouldSendACommandAheadOfAllElseThatFollows() {
        settlement.settle(EXECUTION, KEY, state, grantedByNobody(), cause());

        assertThat(left).startsWith(CONTROL).contains(Topic.EXECUTIONS.logicalName(), Topic.LINEAGE.logicalName());
    }

    @Test
    void shouldKeepACommandOfManyUntilTheyAreSignedTogether() {
        settlement.settleOneOfMany(EXECUTION, KEY, state, grantedByNobody(), cause());

        assertThat(left).contains(Topic.LINEAGE.logicalName()).doesNotContain(CONTROL);

        outbound.signAndSend();

        assertThat(left).endsWith(CONTROL);
    }

    private static Settlement.Cause cause() {
        return new Settlement.Cause(new Coordinates(Topic.HEARTBEATS.logicalName(), 0, 1L), NOW);
    }

    /** Nobody may issue grants here, so it ends the execution. */
    private static Occurrence grantedByNobody() {
        Grant grant = Grant.newBuilder()
                .setExecutionId(EXECUTION)
                .setGrantId("grant-17")
                .setAgent("order-agent")
                .setInitiator("alice")
                .setTenant("acme")
                .setExecutorKey(ByteBuffer.wrap(ANYBODY.verifyingKey().raw()))
                .setScope(List.of())
                .setIssuedAt(Instant.ofEpochMilli(NOW))
                .setNotBefore(Instant.ofEpochMilli(NOW))
                .setNotAfter(Instant.ofEpochMilli(NOW + 60_000))
                .build();
        return new Occurrence.Granted(
                grant, new byte[32], Set.of(ANYBODY.verifyingKey().id()));
    }
}
