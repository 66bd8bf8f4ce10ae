package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.Holdfast;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GuardEvent.Effective;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.supervise.Ending;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.keyfile.KeyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class SupervisorIT {
    @TempDir
    static Path deployment;

    private static Site site;
    private static Evaluator evaluator;

    @TempDir
    Path directory;

    private final Heard heard = new Heard();
    private Path shell;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), deployment);
        evaluator = site.startEvaluator();
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    /** A shell of this test's own, which it may change. */
    @BeforeEach
    void copyShell() throws Exception {
        shell = Files.copy(Path.of("/bin/sh").toRealPath(), directory.resolve("shell"))
                .toRealPath();
    }

    @Test
    void shouldEndWithTheProgramsOwnStatus() throws Exception {
        Granted granted = granted(grant -> {});

        Ending ending = run(granted, "echo http.get https://example.org/a >$HOLDFAST_ACTIONS; exit 7");

        assertThat(ending).isEqualTo(new Ending.Completed(7, true));
        await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
        assertThat(last(granted).getExitCode()).isEqualTo(7);
    }

    @Test
    void shouldLeaveNoProcessWhenTheProgramReportsWhatItMayNotDo() throws Exception {
        Granted granted = granted(grant -> {});

        Ending ending = run(
                granted,
                "sleep 100 & (sleep 100 &); echo http.post https://evil.example >$HOLDFAST_ACTIONS; sleep 100");

        assertThat(ending).isEqualTo(new Ending.Halted("SCOPE_EXCEEDED", true));
        assertThat(new Program(granted.executionId()).processes()).isEmpty();
        await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.HALTED));
    }

    @Test
    void shouldStandStillWhenOverBudgetAndEndWhenNobodyHelps() throws Exception {
        Granted granted = granted(grant -> {
            grant.setBudgets(Map.of("tokens", 20L));
            grant.setGraceMillis(2_000);
        });
        var program = new Program(granted.executionId());
        CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() ->
                runQuietly(granted, "sleep 100 & while :; do echo +tokens 10 >$HOLDFAST_ACTIONS; sleep 0.05; done"));

        await().until(() -> heard.all(Effective.class).stream().anyMatch(seen -> seen.standing() == Standing.PAUSED));

        assertThat(heard.lastMoveTo(Standing.PAUSED).orElseThrow().cause()).isEqualTo("BUDGET_EXCEEDED");
        assertThat(program.processes()).isNotEmpty();
        assertThat(program.moving()).isEmpty();
        assertThat(ending.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(Ending.Halted.class, halted -> {
            assertThat(halted.cause()).contains("PAUSE_UNRESOLVED");
            assertThat(halted.seen()).isTrue();
        });
        assertThat(program.processes()).isEmpty();
    }

    @Test
    void shouldNeverStartAnExecutableThatWasTamperedWith() throws Exception {
        Granted granted = granted(grant -> {});
        Files.write(shell, new byte[] {0}, StandardOpenOption.APPEND);

        Ending ending = run(granted, "echo started >started");

        assertThat(ending).isEqualTo(new Ending.Halted("ENVIRONMENT_MISMATCH", true));
        assertThat(directory.resolve("started")).doesNotExist();
    }

    @Test
    void shouldLeaveNoProcessWhenTheCommandIsKilled() throws Exception {
        Granted granted = granted(grant -> {});
        var program = new Program(granted.executionId());
        Path grantFile = directory.resolve("run.grant");
        GrantFile.write(grantFile, granted.grant());
        KeyFiles.writePair(directory.resolve("run.pem"), granted.key());
        Process command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        // What a killed process leaves behind goes with the test's directory.
                        "-Djava.io.tmpdir=" + directory,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holdfast.class.getName(),
                        "exec",
                        "--config",
                        site.clientFile().toString(),
                        "--grant",
                        grantFile.toString(),
                        "--key",
                        directory.resolve("run.pem").toString(),
                        "--",
                        shell.toString(),
                        "-c",
                        "sleep 100 & (setsid sleep 100 &); while :; do echo x >>ticks; sleep 0.05; done")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("exec.log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> directory.resolve("ticks").toFile().length() > 0);
            assertThat(program.processes()).hasSizeGreaterThanOrEqualTo(3);
        } finally {
            command.destroyForcibly().waitFor();
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> program.processes().isEmpty());
    }

    /** For this test's shell as it is now. */
    private Granted granted(Consumer<Grant> change) throws Exception {
        String digest = new ExecutableDigest(shell).sha256();
        return site.grant(grant -> {
            grant.setWaived(List.of());
            grant.setReferenceValues(Map.of(Supervisor.EXECUTABLE_SHA256, List.of(digest)));
            grant.setScope(List.of(
                    new ScopeRule(Supervisor.START_ACTION, shell.toString(), 1L, null),
                    new ScopeRule("http.get", "https://example.org/*", null, null)));
            change.accept(grant);
        });
    }

    private Ending run(Granted granted, String script) throws Exception {
        var terms = new Supervisor.Terms(
                List.of(shell.toString(), "-c", script),
                directory,
                Containment.MARKER,
                Duration.ofMillis(500),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                UnaryOperator.identity(),
                heard);
        return new Supervisor(site.client(), granted.key(), granted.grant(), terms).run();
    }

    private Ending runQuietly(Granted granted, String script) {
        try {
            return run(granted, script);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows = site.wire.rows(granted.executionId());
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }
}
