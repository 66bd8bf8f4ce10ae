package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.record.Standing;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
            await().untilAsserted(() -> {
                CommandLineFixture.Outcome status = rules("status");
                assertThat(status.status()).as(status.err()).isZero();
                assertThat(status.out())
                        .contains("partition 1", "in force: version 7", "refused:  version 6, GOVERNANCE_ROLLED_BACK");
            });
            Instant barred = Instant.now();

            CommandLineFixture.Outcome back = publish("author.pem", null, "--version", "8", "--json");
            assertThat(back.status()).as(back.err()).isZero();
            assertThat(back.out()).contains("\"version\":8", "\"outcome\":\"IN_FORCE\"");
            await().until(() -> guard.standing() == Standing.RUNNING);
            lookBack(guard.grant().getExecutionId(), barred);
        }
    }

    /** What commands say of the time before an instant, at which the guard's execution was paused; it runs again now. */
    private void lookBack(String executionId, Instant barred) {
        await().untilAsserted(
                        () -> assertThat(rules("explain", executionId).out()).contains("TRUSTED"));
        CommandLineFixture.Outcome then = rules("explain", executionId, "--at", barred.toString());
        assertThat(then.status()).as(then.err()).isZero();
        assertThat(then.out()).contains("PAUSE AGENT_BARRED", "agent barred (house/house.drl");
        CommandLineFixture.Outcome never = rules("explain", executionId, "--at", "2001-01-01T00:00:00Z");
        assertThat(never.status()).isEqualTo(2);
        assertThat(never.err()).contains("found only later ones");

        Path before = directory.resolve("before.avro");
        Path after = directory.resolve("after.avro");
        assertThat(rules("record", "--out", before.toString(), "--to", barred.toString())
                        .status())
                .isZero();
        assertThat(rules("record", "--out", after.toString(), "--from", barred.toString())
                        .status())
                .isZero();
        assertThat(rules("explain", executionId, "--file", before.toString()).out())
                .contains("PAUSE AGENT_BARRED");
        assertThat(rules("explain", executionId, "--file", after.toString()).out())
                .contains("TRUSTED");
        CommandLineFixture.Outcome none =
                rules("record", "--out", directory.resolve("none.avro").toString(), "--to", "2001-01-01T00:00:00Z");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("expected decisions from the beginning to 2001-01-01T00:00:00Z");

        CommandLineFixture.Outcome early = rules("backtest", "--baseline", "--to", barred.toString());
        assertThat(early.status()).as(early.err()).isZero();
        assertThat(early.out()).contains("AGENT_BARRED");
        CommandLineFixture.Outcome late = rules("backtest", "--baseline", "--from", barred.toString());
        assertThat(late.status()).as(late.err()).isZero();
        CommandLineFixture.Outcome nothing = rules("backtest", "--baseline", "--to", "2001-01-01T00:00:00Z");
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err()).contains("found none to judge");
    }

    private CommandLineFixture.Outcome rules(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("rules", command, "--config", config.toString()));
        arguments.addAll(List.of(more));
        return CommandLineFixture.run(arguments.toArray(String[]::new));
    }

    @Test
    void shouldTakeTheRefusalOfAnotherActForNoneOfItsOwn() throws Exception {
        evaluator.close();
        assertThat(publish("operator.pem", null, "--version", "3", "--wait", "0")
                        .status())
                .isZero();
        var published = CompletableFuture.supplyAsync(() -> publish("author.pem", null, "--version", "4"));

        evaluator = site.startEvaluator();

        CommandLineFixture.Outcome outcome = published.get(60, TimeUnit.SECONDS);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("in force on every partition");
    }

    @Test
    void shouldAskForTwoSignaturesThatNobodyHasTheKeysFor() throws Exception {
        var second = SigningKey.generate(new SecureRandom());
        KeyFiles.writePair(directory.resolve("second.pem"), second);
        Authority both = Site.authority("authors", Role.POLICY_AUTHOR, site.author);
        both.setVersion(2);
        both.setKeys(List.of(
                ByteBuffer.wrap(site.author.verifyingKey().raw()),
                ByteBuffer.wrap(second.verifyingKey().raw())));
        both.setThreshold(2);
        try (var publisher = new GovernancePublisher(site.client())) {
            publisher.publish(both, site.root);
        }
        String file = directory.resolve("rules.json").toString();
        CommandLineFixture.Outcome written =
                rules("publish", pack(RULES.formatted("fetcher")).toString(), "--version", "7", "--out", file);
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.out()).contains("house/house.drl", "signed by []", "nothing was published");
        assertThat(rules("publish", "--signed", file).err()).contains("expected a signature in");

        CommandLineFixture.Outcome one = CommandLineFixture.run(
                "rules", "sign", file, "--key", directory.resolve("author.pem").toString());
        assertThat(one.status()).as(one.err()).isZero();
        assertThat(one.out()).contains("ruleset version 7", "house/house.drl", "digest ");
        CommandLineFixture.Outcome refused = rules("publish", "--signed", file, "--wait", "30");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("refused: AUTHORITY_REFUSED", "the rules that were in force still are");
        assertThat(rules("status").out()).contains("in force: version 0").doesNotContain("in force: version 7");

        CommandLineFixture.Outcome two = CommandLineFixture.run(
                "rules", "sign", file, "--key", directory.resolve("second.pem").toString());
        assertThat(two.status()).as(two.err()).isZero();
        String sound = Files.readString(Path.of(file));
        Files.writeString(Path.of(file), sound.replace("fetcher", "nobody"));
        CommandLineFixture.Outcome changed = rules("publish", "--signed", file);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.err()).contains("the rules in the file were changed after it was written");
        Files.writeString(Path.of(file), sound);

        CommandLineFixture.Outcome published = rules("publish", "--signed", file, "--wait", "30");
        assertThat(published.status()).as(published.err()).isZero();
        assertThat(published.out()).contains("published ruleset version 7", "in force on every partition");
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
        assertThat(older.err()).contains("refused: GOVERNANCE_ROLLED_BACK", "above 8", "a higher --version");
    }

    @Test
    void shouldTellWhoMayNotPublish() throws Exception {
        CommandLineFixture.Outcome operator = publish("operator.pem", null);
        assertThat(operator.status()).isEqualTo(1);
        assertThat(operator.err()).contains("refused: AUTHORITY_REFUSED", "POLICY_AUTHOR", "sign with as many keys");

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
            assertThat(outcome.out()).contains("on every partition");
            await().until(() -> guard.standing() == Standing.PAUSED);
            assertThat(Instant.now()).isAfterOrEqualTo(later);
        }
    }

    @Test
    void shouldSayThatARulesetWaitsForItsInstantOrIsRefused() throws Exception {
        CommandLineFixture.Outcome pending =
                publish("author.pem", null, "--version", "7", "--activate-at", "2090-01-31T08:00:00Z", "--json");
        assertThat(pending.status()).as(pending.err()).isZero();
        assertThat(pending.out()).contains("\"outcome\":\"PENDING\"");
        assertThat(rules("status", "--json").out())
                .contains("\"inForce\":{\"version\":0", "\"pending\":{\"version\":7", "2090-01-31T08:00:00Z");

        CommandLineFixture.Outcome refused =
                publish("author.pem", null, "--version", "6", "--activate-at", "2090-01-31T08:00:00Z");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("refused: GOVERNANCE_ROLLED_BACK", "above 7");

        evaluator.close();
        CommandLineFixture.Outcome silent = rules("status", "--wait", "2");
        assertThat(silent.status()).isEqualTo(2);
        assertThat(silent.out()).contains("unknown, no sign of an evaluator");
        evaluator = site.startEvaluator();
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
            watchAnother();

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

    /** Sees by {@code --watch} that one more execution is judged otherwise. */
    private void watchAnother() throws Exception {
        var told = new StringWriter();
        var stopped = new AtomicBoolean();
        var out = new PrintWriter(told, true) {
            @Override
            public boolean checkError() {
                return stopped.get();
            }
        };
        var watching = CompletableFuture.supplyAsync(
                () -> CommandLineFixture.run(out, "rules", "shadow", "--watch", "--config", config.toString()));
        await().until(() -> told.toString().contains("1 execution differs now")
                || told.toString().contains("1 execution differ now"));
        try (ExecutionGuard another = running("fetcher")) {
            await().until(() -> told.toString()
                    .contains(another.grant().getExecutionId() + ": TRUSTED [], on trial PAUSE [AGENT_BARRED]"));
        } finally {
            stopped.set(true);
        }
        assertThat(watching.get(30, TimeUnit.SECONDS)).isZero();
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
