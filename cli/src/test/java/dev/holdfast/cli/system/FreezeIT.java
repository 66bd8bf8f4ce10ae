package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.cli.Holdfast;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.process.Freezing;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.keyfile.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A grant that asks for an executor which can freeze, on a real broker, from the operator's order to the control group. */
@RealCluster
@Timeout(120)
class FreezeIT {
    private static final String TICKING = "sleep 100 & while :; do echo x >>ticks; sleep 0.02; done";

    @TempDir
    private Path directory;

    private Site site;
    private Evaluator evaluator;
    private GovernancePublisher publisher;
    private Path ticks;

    @BeforeEach
    void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        evaluator = site.startEvaluator();
        publisher = new GovernancePublisher(site.client());
        ticks = directory.resolve("ticks");
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        evaluator.close();
        site.close();
    }

    @Test
    void shouldFreezeTheWholeProgramUntilItIsResumed() throws Exception {
        assumeTrue(Freezing.isPermitted(), "expected a control group (v2) in which groups may be made, found none");
        Granted granted = granted();
        var program = new Program(granted.executionId());
        Process exec = exec(granted, "AUTO");
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> ticks.toFile().length() > 0);
            Path group = groupOf(program.processes().get(0));
            // A process that ends between being listed and being looked at says nothing: look again.
            await().untilAsserted(() -> assertThat(program.processes())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(each -> groupOf(each).equals(group)));
            assertThat(frozen(group)).isFalse();

            order(OrderAction.PAUSE, granted);

            awaitEffective(granted, TrustState.PAUSED);
            assertThat(frozen(group)).isTrue();
            assertThat(program.moving()).as("frozen, not stopped by a signal").isNotEmpty();
            long before = ticks.toFile().length();
            int heartbeats = site.wire.raw(Topic.HEARTBEATS).size();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(site.wire.raw(Topic.HEARTBEATS))
                            .as("the executor is not frozen with its program")
                            .hasSizeGreaterThan(heartbeats + 5));
            assertThat(ticks.toFile()).hasSize(before);
            assertThat(last(granted).getState()).isEqualTo(TrustState.PAUSED);

            order(OrderAction.RESUME, granted);

            await().atMost(Duration.ofSeconds(20)).until(() -> !frozen(group));
            await().atMost(Duration.ofSeconds(20)).until(() -> ticks.toFile().length() > before);

            order(OrderAction.HALT, granted);

            assertThat(exec.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(program.processes()).isEmpty();
            assertThat(group).doesNotExist();
        } finally {
            exec.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldNotStartWhatItCouldOnlyStopByASignal() throws Exception {
        Granted granted = granted();
        Process exec = exec(granted, "MARKER");
        try {
            assertThat(exec.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            exec.destroyForcibly().waitFor();
        }

        assertThat(exec.exitValue()).isNotZero();
        assertThat(ticks).doesNotExist();
        await().untilAsserted(() -> assertThat(last(granted).getFindings())
                .extracting(Finding::getCode)
                .contains("CAPABILITY_MISSING"));
    }

    private Granted granted() throws Exception {
        return site.grant(grant -> {
            grant.setRequiredCapabilities(List.of(Capability.FREEZE));
            grant.setScope(List.of(new ScopeRule("*", "*", null, null)));
            grant.setLeaseMillis(10_000);
            grant.setGraceMillis(60_000);
        });
    }

    private Process exec(Granted granted, String containment) throws Exception {
        Path grantFile = directory.resolve("run.grant");
        GrantFile.write(grantFile, granted.grant());
        KeyFiles.writePair(directory.resolve("run.pem"), granted.key());
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
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
                        "--containment",
                        containment,
                        "--",
                        "sh",
                        "-c",
                        TICKING)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("exec.log").toFile())
                .start();
    }

    private void order(OrderAction action, Granted granted) throws Exception {
        publisher.publish(
                new OperatorOrder(
                        UUID.randomUUID().toString(),
                        action,
                        new Selector(SelectorKind.EXECUTION, granted.executionId()),
                        "a closer look",
                        "olga",
                        Instant.ofEpochMilli(System.currentTimeMillis())),
                List.of(site.operator));
    }

    private void awaitEffective(Granted granted, TrustState state) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(last(granted).getState()).isEqualTo(state);
            assertThat(last(granted).getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
        });
    }

    private ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows = site.wire.rows(granted.executionId());
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }

    /** The control group (v2) of a process, as the kernel says. */
    private static Path groupOf(Path process) {
        try {
            String path = Files.readAllLines(process.resolve("cgroup")).stream()
                    .filter(line -> line.startsWith("0::"))
                    .map(line -> line.substring("0::".length()))
                    .findFirst()
                    .orElseThrow();
            String mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .filter(line -> line.contains(" - cgroup2 "))
                    .map(line -> line.split(" ")[4])
                    .findFirst()
                    .orElseThrow();
            return Path.of(mount + path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean frozen(Path group) throws IOException {
        return Files.readString(group.resolve("cgroup.events")).contains("frozen 1");
    }
}
