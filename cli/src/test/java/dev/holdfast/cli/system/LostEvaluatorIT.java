package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class LostEvaluatorIT {
    /** How late a thread may be woken on a loaded machine. */
    private static final Duration SLACK = Duration.ofMillis(400);

    @TempDir
    Path directory;

    private final List<ExecutionGuard> guards = new ArrayList<>();
    private Site site;

    @BeforeEach
    void deploy(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
    }

    @AfterEach
    void undeploy() throws Exception {
        guards.forEach(ExecutionGuard::close);
        site.close();
    }

    @Test
    void shouldStopEveryExecutionAtTheEndOfItsLeaseWhenTheEvaluatorIsStopped() throws Exception {
        List<Heard> executions;
        try (Evaluator evaluator = site.startEvaluator()) {
            assertThat(evaluator.publicKey()).isEqualTo(site.evaluatorKey.verifyingKey());
            executions = run(3);
        }

        assertStopped(executions);
    }

    @Test
    void shouldStopEveryExecutionAtTheEndOfItsLeaseWhenTheEvaluatorIsKilled() throws Exception {
        List<Heard> executions;
        try (EvaluatorProcess evaluator =
                EvaluatorProcess.start(site.evaluatorFile(), directory.resolve("evaluator.log"))) {
            executions = run(3);
            evaluator.kill();
        }

        assertStopped(executions);
    }

    @Test
    void shouldKeepEpochsOverARestart() throws Exception {
        Granted granted = site.grant(grant -> grant.setGraceMillis(30_000));
        var heard = new Heard();
        ExecutionGuard guard;
        try (Evaluator first = site.startEvaluator()) {
            guard = running(granted, heard);
            // Lifts the evaluator's epoch to 8.
            site.wire.send(site.wire.signed(Topic.CONTROL, granted.executionId(), pause(7), site.evaluatorKey));
            await().untilAsserted(() -> assertThat(last(granted).getEpoch()).isGreaterThan(7));
            await().until(() -> guard.standing() == Standing.RUNNING);
            assertThat(first.state().isRunningOrRebalancing()).isTrue();
        }
        await().until(() -> guard.standing() == Standing.PAUSED);

        try (Evaluator second = site.startEvaluator()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> guard.standing() == Standing.RUNNING);
            guard.report("http.post", "https://example.org/");

            await().until(() -> guard.standing() == Standing.HALTED);
            assertThat(second.state().isRunningOrRebalancing()).isTrue();
        }
        List<CommandReceived> commands = heard.all(CommandReceived.class);
        CommandReceived halt = commands.get(commands.size() - 1);
        assertThat(halt.action()).isEqualTo(ControlAction.HALT);
        assertThat(halt.epoch()).isGreaterThan(8);
    }

    @Test
    void shouldMeetTheDeadlinesThatWereSetBeforeARestart() throws Exception {
        Granted granted = site.grant(grant -> {
            grant.setHeartbeatIntervalMillis(1_000);
            grant.setLeaseMillis(3_000);
            grant.setGraceMillis(1_000);
        });
        try (Evaluator first = site.startEvaluator()) {
            running(granted, new Heard()).close();
            assertThat(first.state().isRunningOrRebalancing()).isTrue();
        }
        assertThat(last(granted).getState()).isEqualTo(TrustState.TRUSTED);

        try (Evaluator second = site.startEvaluator()) {
            // Nothing is sent any more: only its own deadlines can lead it here.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.HALTED));
            assertThat(second.state().isRunningOrRebalancing()).isTrue();
        }
        assertThat(last(granted).getFindings()).extracting(Finding::getCode).contains("HEARTBEATS_SILENT");
    }

    private List<Heard> run(int count) throws Exception {
        List<Heard> executions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var heard = new Heard();
            running(site.grant(grant -> {}), heard);
            executions.add(heard);
        }
        return executions;
    }

    private ExecutionGuard running(Granted granted, Heard heard) throws Exception {
        ExecutionGuard guard = site.running(granted, heard);
        guards.add(guard);
        return guard;
    }

    private static void assertStopped(List<Heard> executions) {
        for (Heard heard : executions) {
            await().until(() -> heard.lastMoveTo(Standing.HALTED).isPresent());
            StandingChanged paused = heard.lastMoveTo(Standing.PAUSED).orElseThrow();
            StandingChanged halted = heard.lastMoveTo(Standing.HALTED).orElseThrow();
            assertThat(paused.cause()).isEqualTo("the lease has run out");
            assertThat(Duration.ofNanos(paused.atNanos() - heard.lastLeaseEndNanos()))
                    .isBetween(Duration.ZERO, SLACK);
            assertThat(Duration.ofNanos(halted.atNanos() - paused.atNanos()))
                    .isBetween(
                            Duration.ofMillis(Site.GRACE),
                            Duration.ofMillis(Site.GRACE).plus(SLACK));
        }
    }

    private static ControlCommand pause(long epoch) {
        return new ControlCommand(
                ControlAction.PAUSE,
                epoch,
                Instant.ofEpochMilli(0),
                List.of(),
                "",
                new Coordinates("none", 0, 0L),
                null);
    }

    private ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows = site.wire.rows(granted.executionId());
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }
}
