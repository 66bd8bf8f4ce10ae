package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Grant;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Acts of governance on a real broker, from their publication to the executors. */
@RealCluster
@Timeout(120)
class GovernanceIT {
    @TempDir
    private Path directory;

    private Site site;
    private Evaluator evaluator;
    private GovernancePublisher publisher;

    @BeforeEach
    void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        evaluator = site.startEvaluator();
        publisher = new GovernancePublisher(site.client());
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        evaluator.close();
        site.close();
    }

    private static OperatorOrder order(OrderAction action, SelectorKind kind, String value) {
        return new OperatorOrder(
                UUID.randomUUID().toString(), action, new Selector(kind, value), "a closer look", "olga", now());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private void awaitState(String executionId, TrustState state) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<ExecutionStatus> rows = site.wire.rows(executionId);
            assertThat(rows).isNotEmpty();
            assertThat(rows.get(rows.size() - 1).getState()).isEqualTo(state);
        });
    }

    @Test
    void shouldHaltWhatIsRevokedOnWhicheverPartitionItIs() throws Exception {
        var heardOne = new Heard();
        var heardTwo = new Heard();
        var heardOther = new Heard();
        // Leases that do not run out on a busy machine: the revocation alone shall stop them.
        Consumer<Grant> thief = grant -> {
            grant.setAgent("thief");
            grant.setLeaseMillis(30_000);
        };
        try (ExecutionGuard one = site.running(site.grant(thief), heardOne);
                ExecutionGuard two = site.running(site.grant(thief), heardTwo);
                ExecutionGuard other = site.running(site.grant(grant -> {}), heardOther)) {
            publisher.publish(
                    new Revocation("r-1", new Selector(SelectorKind.AGENT, "thief"), "stolen", "olga", now()),
                    List.of(site.operator));

            await().until(() -> one.standing() == Standing.HALTED && two.standing() == Standing.HALTED);
            awaitState(one.grant().getExecutionId(), TrustState.HALTED);
            assertThat(heardOne.all(CommandReceived.class).get(0))
                    .satisfies(first -> assertThat(first.epoch())
                            .as("the selector comes first")
                            .isZero())
                    .satisfies(first -> assertThat(first.reason()).isEqualTo("REVOKED"));
            await().untilAsserted(() -> assertThat(heardOne.all(CommandReceived.class))
                    .extracting(CommandReceived::epoch)
                    .containsExactly(0L, 1L));
            assertThat(other.standing()).isEqualTo(Standing.RUNNING);
            assertThat(heardOther.all(CommandReceived.class)).isEmpty();
        }
    }

    @Test
    void shouldPauseAndResumeByOrder() throws Exception {
        var heard = new Heard();
        try (ExecutionGuard guard = site.running(site.grant(grant -> {}), heard)) {
            String id = guard.grant().getExecutionId();
            publisher.publish(order(OrderAction.PAUSE, SelectorKind.EXECUTION, id), List.of(site.operator));
            await().until(() -> guard.standing() == Standing.PAUSED);
            awaitState(id, TrustState.PAUSED);
            // Far beyond the grace of half a second, and the lease that is left to the evaluator.
            long later = heartbeats() + 3 * (Site.GRACE + Site.LEASE) / Site.HEARTBEAT;
            await().atMost(Duration.ofSeconds(30)).until(() -> heartbeats() > later);
            assertThat(guard.standing()).isEqualTo(Standing.PAUSED);

            publisher.publish(order(OrderAction.RESUME, SelectorKind.EXECUTION, id), List.of(site.operator));

            await().until(() -> guard.standing() == Standing.RUNNING);
            awaitState(id, TrustState.TRUSTED);
        }
    }

    private long heartbeats() {
        return site.wire.raw(Topic.HEARTBEATS).size();
    }

    @Test
    void shouldNotObeyAnOrderThatNoOperatorSigned() throws Exception {
        var heard = new Heard();
        try (ExecutionGuard guard = site.running(site.grant(grant -> {}), heard)) {
            publisher.publish(order(OrderAction.HALT, SelectorKind.EVERYTHING, "everything"), List.of(site.issuer));

            await().untilAsserted(() -> assertThat(site.wire.raw(Topic.DEAD_LETTERS))
                    .as("one for each copy")
                    .hasSize(Site.PARTITIONS));
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
            assertThat(heard.all(CommandReceived.class))
                    .extracting(CommandReceived::action)
                    .doesNotContain(ControlAction.HALT);
        }
    }

    @Test
    void shouldKeepARevocationOverARestart() throws Exception {
        publisher.publish(
                new Revocation("r-2", new Selector(SelectorKind.TENANT, "gone"), "left", "olga", now()),
                List.of(site.operator));
        var before = new Heard();
        try (ExecutionGuard guard = site.open(site.grant(grant -> grant.setTenant("gone")), before)) {
            await().until(() -> guard.standing() == Standing.HALTED);
        }
        evaluator.close();
        evaluator = site.startEvaluator();

        var after = new Heard();
        try (ExecutionGuard guard = site.open(site.grant(grant -> grant.setTenant("gone")), after)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> guard.standing() == Standing.HALTED);
            assertThat(after.all(CommandReceived.class)).isNotEmpty();
        }
    }
}
