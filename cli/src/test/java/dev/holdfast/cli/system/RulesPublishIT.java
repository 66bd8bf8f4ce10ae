package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.Standing;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast rules publish}, as a person types it, against a running evaluator. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class RulesPublishIT {
    private static final String RULES = """
            package dev.holdfast.packs.house
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            rule "agent barred"
            when
                ExecutionFacts( agent == "%s" )
            then
                findings.pause("AGENT_BARRED", "this agent may not run here");
            end
            """;

    private static final String MANIFEST = """
            name: house
            version: 1.0.0
            description: Who may run here.
            capabilities: [PAUSE]
            codes:
              AGENT_BARRED:
                severity: PAUSE
                meaning: The agent is not welcome.
            """;

    @TempDir
    Path directory;

    private Site site;
    private Evaluator evaluator;
    private Path config;

    @BeforeEach
    void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        config = site.clientFile();
        evaluator = site.startEvaluator();
    }

    @AfterEach
    void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    @Test
    void shouldPutRulesInForceWithoutARestartAndTakeThemBack() throws Exception {
        try (ExecutionGuard guard = running("fetcher");
                ExecutionGuard other = running("reader")) {
            CommandLineFixture.Outcome outcome =
                    publish("author.pem", pack(RULES.formatted("fetcher")), "--version", "7");

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out())
                    .contains(
                            "published ruleset version 7: 8 files, digest ",
                            "2 partitions",
                            "in force on every partition");
            await().until(() -> guard.standing() == Standing.PAUSED);
            assertThat(other.standing()).isEqualTo(Standing.RUNNING);

            CommandLineFixture.Outcome older = publish("author.pem", null, "--version", "6");
            assertThat(older.status()).isEqualTo(1);
            assertThat(older.err()).contains("refused: GOVERNANCE_ROLLED_BACK", "above 7", "still are");
            assertThat(guard.standing()).isEqualTo(Standing.PAUSED);

            CommandLineFixture.Outcome back = publish("author.pem", null, "--version", "8", "--json");
            assertThat(back.status()).as(back.err()).isZero();
            assertThat(back.out()).contains("\"version\":8", "\"outcome\":\"IN_FORCE\"");
            await().until(() -> guard.standing() == Standing.RUNNING);
        }
    }

    @Test
    void shouldKeepTheRulesThroughARestartAndTakeWhatWasPublishedMeanwhile() throws Exception {
        Path pack = pack(RULES.formatted("fetcher"));
        assertThat(publish("author.pem", pack, "--version", "7").status()).isZero();

        evaluator.close();
        CommandLineFixture.Outcome meanwhile = publish("author.pem", null, "--version", "8", "--wait", "0");
        assertThat(meanwhile.status()).as(meanwhile.err()).isZero();
        evaluator = site.startEvaluator();

        CommandLineFixture.Outcome again = publish("author.pem", null, "--version", "8");
        assertThat(again.status()).as(again.err()).isZero();
        CommandLineFixture.Outcome older = publish("author.pem", pack, "--version", "7");
        assertThat(older.err()).contains("refused: GOVERNANCE_ROLLED_BACK", "above 8");
    }

    @Test
    void shouldTellWhoMayNotPublish() throws Exception {
        CommandLineFixture.Outcome operator = publish("operator.pem", null);
        assertThat(operator.status()).isEqualTo(1);
        assertThat(operator.err()).contains("refused: AUTHORITY_REFUSED", "POLICY_AUTHOR");

        KeyFiles.writePair(directory.resolve("stranger.pem"), SigningKey.generate(new SecureRandom()));
        CommandLineFixture.Outcome stranger = publish("stranger.pem", null);
        assertThat(stranger.status()).isEqualTo(1);
        assertThat(stranger.err()).contains("refused: SIGNER_UNKNOWN");

        CommandLineFixture.Outcome author = publish("author.pem", null);
        assertThat(author.status()).as(author.err()).isZero();
    }

    @Test
    void shouldPublishNothingThatDoesNotPassTheCheck() throws Exception {
        CommandLineFixture.Outcome outcome =
                publish("author.pem", pack(RULES.formatted("fetcher").replace("agent ==", "agnet ==")));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("house.drl:6", "agnet", "nothing was published");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void shouldActivateAtAnInstant() throws Exception {
        try (ExecutionGuard guard = running("fetcher")) {
            Instant later = Instant.now().plusSeconds(3);
            CommandLineFixture.Outcome outcome =
                    publish("author.pem", pack(RULES.formatted("fetcher")), "--activate-at", later.toString());

            assertThat(outcome.status()).as(outcome.err()).isZero();
            await().until(() -> guard.standing() == Standing.PAUSED);
            assertThat(Instant.now()).isAfterOrEqualTo(later);
        }
    }

    @Test
    void shouldTryRulesThroughARestartAndSayWhereTheyDiffer() throws Exception {
        try (ExecutionGuard guard = running("fetcher")) {
            CommandLineFixture.Outcome outcome =
                    publish("author.pem", pack(RULES.formatted("fetcher")), "--shadow", "--version", "3");
            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("published shadow version 3: 8 files", "on trial on every partition");

            await().untilAsserted(() -> assertThat(shadow("--json").out())
                    .contains("\"version\":3", "\"code\":\"AGENT_BARRED\"", "\"executions\":1", "\"askedOn\":2"));
            assertThat(shadow().out())
                    .contains("shadow version 3, digest", "+ PAUSE AGENT_BARRED by \"agent barred\": 1 execution");
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
            CommandLineFixture.Outcome operator = publish("operator.pem", null, "--shadow", "--version", "4");
            assertThat(operator.status()).isEqualTo(1);
            assertThat(operator.err()).contains("refused: AUTHORITY_REFUSED", "the trial that was still is");

            evaluator.close();
            evaluator = site.startEvaluator();
            await().untilAsserted(() ->
                    assertThat(shadow("--json").out()).contains("\"version\":3", "\"askedOn\":2", "\"changesTold\":1"));

            CommandLineFixture.Outcome stopped = shadow(
                    "--stop",
                    "--version",
                    "5",
                    "--author-key",
                    directory.resolve("author.pem").toString(),
                    "--wait",
                    "30");
            assertThat(stopped.status()).as(stopped.err()).isZero();
            assertThat(stopped.out()).contains("the trial is to be over", "over on every partition");
            assertThat(shadow().out()).contains("shadow version 5: asked nowhere now");
            await().until(() -> guard.standing() == Standing.RUNNING);
        }
    }

    @Test
    void shouldReplaceTheBaselineOnlyWhenThatIsSaid() throws Exception {
        Path baseline = Files.createDirectories(directory.resolve("packs/baseline"));
        try (var files = Files.list(Path.of("..", "rules", "packs", "baseline"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, baseline.resolve(file.getFileName()));
            }
        }
        CommandLineFixture.Outcome needless = publish("author.pem", baseline, "--replace-baseline");
        assertThat(needless.status()).isEqualTo(2);
        assertThat(needless.err()).contains("--replace-baseline: expected");
        Path scope = baseline.resolve("scope.drl");
        Files.writeString(scope, Files.readString(scope) + "// ours\n");

        CommandLineFixture.Outcome silent = publish("author.pem", baseline);
        assertThat(silent.status()).isEqualTo(2);
        assertThat(silent.err()).contains("found another `baseline/scope.drl`", "--replace-baseline");

        CommandLineFixture.Outcome said = publish("author.pem", baseline, "--replace-baseline");
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out()).contains("in force on every partition");
    }

    private CommandLineFixture.Outcome shadow(String... more) {
        List<String> arguments = new ArrayList<>(List.of("rules", "shadow", "--config", config.toString()));
        arguments.addAll(List.of(more));
        return CommandLineFixture.run(arguments.toArray(String[]::new));
    }

    private Path pack(String drl) throws IOException {
        Path pack = Files.createDirectories(directory.resolve("packs/house"));
        Files.writeString(pack.resolve("house.drl"), drl);
        Files.writeString(pack.resolve("pack.yaml"), MANIFEST);
        return pack;
    }

    private CommandLineFixture.Outcome publish(String key, Path pack, String... more) {
        List<String> arguments = new ArrayList<>(List.of("rules", "publish"));
        if (pack != null) {
            arguments.add(pack.toString());
        }
        arguments.addAll(List.of("--author-key", directory.resolve(key).toString(), "--config", config.toString()));
        if (!List.of(more).contains("--wait")) {
            arguments.addAll(List.of("--wait", "30"));
        }
        arguments.addAll(List.of(more));
        return CommandLineFixture.run(arguments.toArray(String[]::new));
    }

    private ExecutionGuard running(String agent) throws Exception {
        Site.Granted granted = site.grant(grant -> {
            grant.setAgent(agent);
            grant.setGraceMillis(60_000);
        });
        ExecutionGuard guard = ExecutionGuard.open(
                site.client(),
                granted.key(),
                granted.grant(),
                new ExecutionGuard.Options(
                        new Obedient(), Vitals.none(), List.of(), event -> {}, Duration.ofSeconds(20)));
        assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
        return guard;
    }
}
