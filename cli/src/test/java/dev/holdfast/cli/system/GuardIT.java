package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutionHalted;
import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.executor.GuardEvent.RecordIgnored;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Lease;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class GuardIT {
    private static final SigningKey STRANGER = SigningKey.generate(new SecureRandom());

    @TempDir
    static Path directory;

    private static Site site;
    private static Evaluator evaluator;

    private final Heard heard = new Heard();

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        evaluator = site.startEvaluator();
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    @Test
    void shouldLetTheWorkPassOnceTheFirstLeaseIsThere() throws Exception {
        Granted granted = site.grant(grant -> {});

        try (ExecutionGuard guard = site.open(granted, heard)) {
            assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
            guard.check();

            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
            await().untilAsserted(() -> assertThat(heard.all(LeaseReceived.class))
                    .first()
                    .satisfies(lease -> assertThat(lease.epoch()).isZero()));
            assertThat(guard.complete(0)).isTrue();
        }

        await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
        assertThat(last(granted).getExitCode()).isZero();
    }

    @Test
    void shouldNotBePermittedByWhatIsNeverCommitted() throws Exception {
        Granted granted = notYetValid();
        try (ExecutionGuard guard = site.open(granted, heard)) {
            Heartbeat first = firstHeartbeat(granted);
            ProducerRecord<byte[], byte[]> lease = lease(granted, first, site.evaluatorKey);
            ProducerRecord<byte[], byte[]> resume = command(granted, ControlAction.RESUME, 5, site.evaluatorKey);

            try (KafkaProducer<byte[], byte[]> producer = site.wire.sendInOpenTransaction(List.of(resume, lease))) {
                await().until(() -> !heard.all(CommandReceived.class).isEmpty());
                producer.abortTransaction();
            }

            await().during(Duration.ofMillis(600)).until(() -> guard.standing() == Standing.WAITING);
            assertThat(heard.all(LeaseReceived.class)).isEmpty();

            // The same bytes, committed, do permit: it was the abort that kept them from it.
            site.wire.send(lease);
            await().until(() -> guard.standing() == Standing.RUNNING);
            guard.complete(null);
        }
    }

    @Test
    void shouldObeyAPauseThatIsNeverCommittedAndRecoverAboveIt() throws Exception {
        Granted granted = site.grant(grant -> grant.setGraceMillis(10_000));
        try (ExecutionGuard guard = site.running(granted, heard)) {
            ProducerRecord<byte[], byte[]> pause = command(granted, ControlAction.PAUSE, 3, site.evaluatorKey);

            try (KafkaProducer<byte[], byte[]> producer = site.wire.sendInOpenTransaction(List.of(pause))) {
                await().until(() -> heard.lastMoveTo(Standing.PAUSED).isPresent());
                producer.abortTransaction();
            }

            await().until(() -> guard.standing() == Standing.RUNNING);
            guard.check();
            List<LeaseReceived> leases = heard.all(LeaseReceived.class);
            assertThat(leases.get(leases.size() - 1).epoch()).isGreaterThan(3);
            await().untilAsserted(() -> assertThat(last(granted).getEpoch()).isGreaterThan(3));
            guard.complete(0);
        }
    }

    @Test
    void shouldIgnoreCommandsThatTheEvaluatorDidNotSign() throws Exception {
        Granted granted = site.grant(grant -> {});
        Granted other = site.grant(grant -> {});
        try (ExecutionGuard guard = site.running(granted, heard)) {
            byte[] halt = site.wire.encode(Topic.CONTROL, halt(9));
            ProducerRecord<byte[], byte[]> anothers = site.wire.unsigned(Topic.CONTROL, granted.executionId(), halt);
            command(other, ControlAction.HALT, 9, site.evaluatorKey).headers().forEach(anothers.headers()::add);
            ProducerRecord<byte[], byte[]> twice = command(granted, ControlAction.HALT, 9, site.evaluatorKey);
            twice.headers().add(twice.headers().lastHeader(RecordSignature.HEADER));

            site.wire.send(command(granted, ControlAction.HALT, 9, STRANGER));
            site.wire.send(site.wire.unsigned(Topic.CONTROL, granted.executionId(), halt));
            site.wire.send(anothers);
            site.wire.send(twice);
            site.wire.send(
                    site.wire.signedFor("production", Topic.CONTROL, granted.executionId(), halt, site.evaluatorKey));
            site.wire.send(site.wire.unsigned(Topic.CONTROL, granted.executionId(), new byte[] {1, 2, 3}));

            await().untilAsserted(
                            () -> assertThat(heard.all(RecordIgnored.class)).hasSize(6));
            assertThat(heard.ignored("SIGNER_UNKNOWN")).isTrue();
            assertThat(heard.ignored("UNSIGNED")).isTrue();
            assertThat(heard.ignored("SIGNATURE_INVALID")).isTrue();
            assertThat(heard.ignored("SIGNATURE_MALFORMED")).isTrue();
            assertThat(heard.all(CommandReceived.class)).isEmpty();
            guard.check();

            site.wire.send(command(granted, ControlAction.HALT, 9, site.evaluatorKey));
            await().until(() -> guard.standing() == Standing.HALTED);
        }
    }

    @Test
    void shouldGoOnListeningAfterARecordWhoseSignatureHeaderHasNoValue() throws Exception {
        Granted granted = site.grant(grant -> {});
        try (ExecutionGuard guard = site.running(granted, heard)) {
            ProducerRecord<byte[], byte[]> poison =
                    site.wire.unsigned(Topic.CONTROL, granted.executionId(), site.wire.encode(Topic.CONTROL, halt(9)));
            poison.headers().add(RecordSignature.HEADER, null);

            site.wire.send(poison);
            site.wire.send(command(granted, ControlAction.HALT, 9, site.evaluatorKey));

            await().until(() -> guard.standing() == Standing.HALTED);
            assertThat(heard.ignored("SIGNATURE_MALFORMED")).isTrue();
        }
    }

    @Test
    void shouldIgnoreALeaseThatTheEvaluatorDidNotSign() throws Exception {
        Granted granted = notYetValid();
        try (ExecutionGuard guard = site.open(granted, heard)) {
            Heartbeat first = firstHeartbeat(granted);

            site.wire.send(lease(granted, first, STRANGER));

            await().until(() -> heard.ignored("SIGNER_UNKNOWN"));
            assertThat(guard.standing()).isEqualTo(Standing.WAITING);
            guard.complete(null);
        }
    }

    @Test
    void shouldShowThatAHaltWasReceivedAndThenThatItIsInEffect() throws Exception {
        Granted granted = site.grant(grant -> {});
        var worker = Executors.newSingleThreadExecutor();
        try (ExecutionGuard guard = site.running(granted, heard)) {
            Future<?> work = worker.submit(() -> {
                while (true) {
                    guard.check();
                    Thread.onSpinWait();
                }
            });

            guard.report("http.post", "https://example.org/");

            assertThatThrownBy(() -> work.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ExecutionHalted.class);
            assertThat(guard.awaitHalted(Duration.ofSeconds(5))).isTrue();
            assertThat(guard.awaitHaltAcknowledged(Duration.ofSeconds(5))).isTrue();
            assertThat(guard.cause()).isEqualTo("SCOPE_EXCEEDED");
        } finally {
            worker.shutdownNow();
        }

        await().untilAsserted(() -> assertThat(last(granted).getEnforcement()).isEqualTo(Enforcement.EFFECTIVE));
        assertThat(site.wire.rows(granted.executionId()).stream()
                        .filter(row -> row.getState() == TrustState.HALTED)
                        .map(ExecutionStatus::getEnforcement)
                        .distinct())
                .containsExactly(Enforcement.ORDERED, Enforcement.RECEIVED, Enforcement.EFFECTIVE);
        assertThat(last(granted).getEffectiveAfterMillis()).isBetween(0L, 10_000L);
    }

    private static Granted notYetValid() throws Exception {
        return site.grant(grant -> grant.setNotBefore(grant.getNotBefore().plusSeconds(300)));
    }

    private static Heartbeat firstHeartbeat(Granted granted) {
        return await().until(
                        () -> site.wire.of(granted.executionId(), Topic.HEARTBEATS, Heartbeat.class),
                        heartbeats -> !heartbeats.isEmpty())
                .get(0);
    }

    private static ProducerRecord<byte[], byte[]> lease(Granted granted, Heartbeat answered, SigningKey signer) {
        var lease =
                new Lease(0L, answered.getExecutorInstance(), answered.getSequence(), 30_000, Instant.ofEpochMilli(0));
        return site.wire.signed(Topic.LEASES, granted.executionId(), lease, signer);
    }

    private static ProducerRecord<byte[], byte[]> command(
            Granted granted, ControlAction action, long epoch, SigningKey signer) {
        return site.wire.signed(Topic.CONTROL, granted.executionId(), control(action, epoch), signer);
    }

    private static ControlCommand halt(long epoch) {
        return control(ControlAction.HALT, epoch);
    }

    private static ControlCommand control(ControlAction action, long epoch) {
        return new ControlCommand(
                action, epoch, Instant.ofEpochMilli(0), List.of(), "", new Coordinates("none", 0, 0L), null);
    }

    private static ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows = site.wire.rows(granted.executionId());
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }
}
