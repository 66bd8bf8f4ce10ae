package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code holdfast rules publish}, as a person types it, against a running evaluator. */
class RulesPublishIT extends RulesSite {
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
}
