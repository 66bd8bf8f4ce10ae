package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.executor.GuardEvent.HeartbeatTaken;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An evaluator is killed while the transaction in which it gave a command is open: executors have obeyed what was never committed. The rule that
 * gave it is gone when the evaluator comes back, so the same inputs do not lead there again.
 */
@RealCluster
class AbortedCommandIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Site site;

    @BeforeEach
    void deploy(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
    }

    @AfterEach
    void undeploy() throws Exception {
        site.close();
    }

    @Test
    void shouldOvertakeAPauseThatWasNeverCommitted() throws Exception {
        var heard = new Heard();
        Granted granted = granted();
        try (ExecutionGuard guard = obeyed("pause", Standing.PAUSED, granted, heard);
                Evaluator back = site.startEvaluator()) {
            await().atMost(LONG).until(() -> guard.standing() == Standing.RUNNING);

            assertThat(back.state().isRunningOrRebalancing()).isTrue();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(last(granted).getEpoch()).isGreaterThan(1));
            assertThat(last(granted).getState()).isEqualTo(TrustState.TRUSTED);
            assertThat(committed(granted)).extracting(ControlCommand::getEpoch).doesNotContain(1L);
            guard.report("http.post", "https://example.org/");
            await().atMost(LONG).until(() -> guard.standing() == Standing.HALTED);
            assertThat(received(heard).epoch()).as("above what it obeyed").isGreaterThan(1);
        }
    }

    @Test
    void shouldKeepHaltedWhatObeyedAHaltThatWasNeverCommittedAndSayWhy() throws Exception {
        var heard = new Heard();
        Granted granted = granted();
        try (ExecutionGuard guard = obeyed("halt", Standing.HALTED, granted, heard);
                Evaluator back = site.startEvaluator()) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.HALTED));

            assertThat(back.state().isRunningOrRebalancing()).isTrue();
            assertThat(guard.standing()).isEqualTo(Standing.HALTED);
            List<ControlCommand> commands = committed(granted);
            assertThat(commands).extracting(ControlCommand::getAction).containsOnly(ControlAction.HALT);
            assertThat(commands).extracting(ControlCommand::getEpoch).allMatch(epoch -> epoch > 1);
            List<LineageEntry> lineage = site.wire.committed(granted.executionId(), Topic.LINEAGE, LineageEntry.class);
            assertThat(lineage.get(lineage.size() - 1).getFindings())
                    .extracting(finding -> finding.getCode())
                    .contains("EXECUTOR_HALTED");
        }
    }

    /** Leases last, and nothing has to be committed to renew them, while the transaction is open. */
    private Granted granted() throws Exception {
        return site.grant(grant -> {
            grant.setLeaseMillis(120_000);
            grant.setGraceMillis(120_000);
        });
    }

    /** A guard that obeys a command of an evaluator that was killed before it could commit it. */
    private ExecutionGuard obeyed(String action, Standing standing, Granted granted, Heard heard) throws Exception {
        Path rules = Files.createDirectory(directory.resolve("rules"));
        Files.writeString(rules.resolve("stepped-over.drl"), rule(action));
        Path configuration = site.evaluatorFile(
                Map.of(EvaluatorConfig.RULES_DIRECTORY, rules.toString(), EvaluatorConfig.COMMIT_INTERVAL, "30000"));
        try (EvaluatorProcess doomed = EvaluatorProcess.start(configuration, directory.resolve("evaluator.log"))) {
            ExecutionGuard guard = site.running(granted, heard);
            // First leases ask for a commit, until the executor has said that it runs.
            int taken = heard.all(HeartbeatTaken.class).size();
            await().atMost(LONG).until(() -> heard.all(HeartbeatTaken.class).size() > taken + 8);
            guard.count("steps", 6);
            await().atMost(LONG).until(() -> guard.standing() == standing);
            doomed.kill();
            assertThat(received(heard).epoch()).isEqualTo(1);
            assertThat(committed(granted)).as("nothing of it was committed").isEmpty();
            return guard;
        }
    }

    private static String rule(String action) {
        return """
                package dev.holdfast.packs.steps

                import dev.holdfast.trust.facts.ExecutionFacts

                global dev.holdfast.rules.Findings findings

                rule "stepped over"
                when
                    ExecutionFacts( counter("steps") > 5 )
                then
                    findings.%s("STEPPED_OVER", "more than 5 steps");
                end
                """.formatted(action);
    }

    private static CommandReceived received(Heard heard) {
        List<CommandReceived> commands = heard.all(CommandReceived.class);
        return commands.get(commands.size() - 1);
    }

    private List<ControlCommand> committed(Granted granted) {
        return site.wire.committed(granted.executionId(), Topic.CONTROL, ControlCommand.class);
    }

    private ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows =
                site.wire.committed(granted.executionId(), Topic.EXECUTIONS, ExecutionStatus.class);
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }
}
