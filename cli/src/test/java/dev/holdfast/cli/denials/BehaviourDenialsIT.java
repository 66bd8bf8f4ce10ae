package dev.holdfast.cli.denials;

import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What runs elsewhere than granted, or does or uses up what is not granted. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class BehaviourDenialsIT {
    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir
    static Path directory;

    private static Ground ground;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        ground = Ground.start(cluster, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    @Denied(Denial.ENVIRONMENT_MISMATCH)
    void shouldHaltAnotherExecutableBeforeItStarts() throws Exception {
        ground.assertDenied(
                Denial.ENVIRONMENT_MISMATCH,
                ground.victim(grant -> bind(grant, Supervisor.EXECUTABLE_SHA256, "0".repeat(64))));
    }

    @Test
    @GoodTwin(Denial.ENVIRONMENT_MISMATCH)
    void shouldLeaseToTheExecutableThatWasGranted() throws Exception {
        String digest = new ExecutableDigest(SHELL.toRealPath()).sha256();

        ground.assertPasses(ground.victim(grant -> bind(grant, Supervisor.EXECUTABLE_SHA256, digest)));
    }

    @Test
    @Denied(Denial.ENVIRONMENT_UNPROVEN)
    void shouldNotLeaseWhatGivesNoEvidence() throws Exception {
        ground.assertDenied(
                Denial.ENVIRONMENT_UNPROVEN, ground.victim(grant -> bind(grant, "image.sha256", "0".repeat(64))));
    }

    @Test
    @GoodTwin(Denial.ENVIRONMENT_UNPROVEN)
    void shouldLeaseWithoutEvidenceWhereTheIssuerWaivesIt() throws Exception {
        ground.assertPasses(ground.victim(grant -> {}));
    }

    @Test
    @Denied(Denial.SCOPE_EXCEEDED)
    void shouldHaltWhatDoesWhatItMayNot() throws Exception {
        Victim victim = ground.victim(grant -> {}).running();

        victim.reports("http.post https://evil.example/");

        ground.assertDenied(Denial.SCOPE_EXCEEDED, victim);
    }

    @Test
    @GoodTwin(Denial.SCOPE_EXCEEDED)
    void shouldLetRunWhatDoesWhatItMay() throws Exception {
        Victim twin = ground.victim(grant -> {}).running();

        twin.reports("http.get https://example.org/a");

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.BUDGET_EXCEEDED)
    void shouldPauseAndThenHaltWhatUsesUpMoreThanItsBudget() throws Exception {
        Victim victim = ground.victim(BehaviourDenialsIT::tenTokens).running();

        victim.reports("+tokens 11");

        ground.assertDenied(Denial.BUDGET_EXCEEDED, victim);
    }

    @Test
    @GoodTwin(Denial.BUDGET_EXCEEDED)
    void shouldLetRunWhatUsesUpItsBudgetAndNoMore() throws Exception {
        Victim twin = ground.victim(BehaviourDenialsIT::tenTokens).running();

        twin.reports("+tokens 10");

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.BUDGET_UNREPORTED)
    void shouldNotLeaseWhatIsNotCounted() throws Exception {
        RawExecutor executor = ground.raw(ground.granted(BehaviourDenialsIT::tenTokens));
        executor.grant();

        executor.keepsBeating(heartbeat -> {});

        ground.assertTold(Denial.BUDGET_UNREPORTED, executor.id());
        ground.assertNeighbourUndisturbed();
        ground.assertTold(Denial.BUDGET_UNREPORTED, executor.id());
    }

    @Test
    @GoodTwin(Denial.BUDGET_UNREPORTED)
    void shouldLeaseWhatIsCountedFromZero() throws Exception {
        ground.assertPasses(ground.victim(BehaviourDenialsIT::tenTokens));
    }

    @Test
    @Denied(Denial.RATE_EXCEEDED)
    void shouldPauseAndThenHaltWhatDoesSomethingTooOften() throws Exception {
        Victim victim = ground.victim(BehaviourDenialsIT::onceAMinute).running();

        victim.reports("http.get https://example.org/a");
        victim.reports("http.get https://example.org/a");

        ground.assertDenied(Denial.RATE_EXCEEDED, victim);
    }

    @Test
    @GoodTwin(Denial.RATE_EXCEEDED)
    void shouldLetRunWhatDoesItAsOftenAsItMay() throws Exception {
        Victim twin = ground.victim(BehaviourDenialsIT::onceAMinute).running();

        twin.reports("http.get https://example.org/a");

        ground.assertPasses(twin);
    }

    private static void bind(Grant grant, String evidence, String value) {
        grant.setWaived(List.of());
        grant.setReferenceValues(Map.of(evidence, List.of(value)));
    }

    private static void tenTokens(Grant grant) {
        Ground.shortGrace(grant);
        grant.setBudgets(Map.of("tokens", 10L));
    }

    private static void onceAMinute(Grant grant) {
        Ground.shortGrace(grant);
        grant.setScope(List.of(
                new ScopeRule(Supervisor.START_ACTION, "*", null, null), new ScopeRule("http.get", "*", null, 1L)));
    }
}
