package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that govern, as a person types them, with a real broker between them and the guards that obey. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class GovernanceCommandsIT {
    @TempDir
    static Path directory;

    private static Site site;
    private static Evaluator evaluator;
    private static Path config;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        config = site.clientFile();
        evaluator = site.startEvaluator();
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    @Test
    void shouldHaltANamedExecutionAndSeeItsEffect() throws Exception {
        try (ExecutionGuard guard = running(site.grant(grant -> {}));
                ExecutionGuard other = running(site.grant(grant -> {}))) {
            String id = guard.grant().getExecutionId();

            CommandLineFixture.Outcome outcome = act("operator.pem", "halt", id, "--id", "order-1");

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out())
                    .contains("published order order-1: HALT execution `" + id + "`", "2 partitions")
                    .containsPattern(id + " +HALTED .* EFFECTIVE .* CLOSED +.*OPERATOR_HALT");
            assertThat(guard.standing()).isEqualTo(Standing.HALTED);
            assertThat(other.standing()).isEqualTo(Standing.RUNNING);
        }
    }

    @Test
    void shouldPauseAndResume() throws Exception {
        try (ExecutionGuard guard = running(site.grant(grant -> grant.setGraceMillis(60_000)))) {
            String id = guard.grant().getExecutionId();

            CommandLineFixture.Outcome paused = act("operator.pem", "pause", id, "--wait", "20");
            assertThat(paused.status()).as(paused.err()).isZero();
            assertThat(paused.out()).containsPattern(id + " +PAUSED .* EFFECTIVE .*OPERATOR_PAUSE");
            assertThat(guard.standing()).isEqualTo(Standing.PAUSED);

            CommandLineFixture.Outcome resumed = act("operator.pem", "resume", id, "--wait", "20");
            assertThat(resumed.status()).as(resumed.err()).isZero();
            await().until(() -> guard.standing() == Standing.RUNNING);
        }
    }

    @Test
    void shouldNotResumeWhatIsHalted() throws Exception {
        try (ExecutionGuard guard = running(site.grant(grant -> {}))) {
            String id = guard.grant().getExecutionId();
            assertThat(act("operator.pem", "halt", id).status()).isZero();

            CommandLineFixture.Outcome outcome = act("operator.pem", "resume", id, "--wait", "20");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("`" + id + "` is HALTED, and nothing resumes it");
        }
    }

    @Test
    void shouldRevokeAnAgentForGood() throws Exception {
        try (ExecutionGuard guard = running(site.grant(grant -> grant.setAgent("thief")))) {
            CommandLineFixture.Outcome outcome =
                    act("operator.pem", "revoke", "--agent", "thief", "--id", "r-1", "--json");

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out())
                    .startsWith(
                            "{\"act\":\"revocation\",\"id\":\"r-1\",\"selector\":{\"kind\":\"AGENT\",\"value\":\"thief\"}")
                    .contains("\"partitions\":2");
            await().until(() -> guard.standing() == Standing.HALTED);
        }
        try (ExecutionGuard later = open(site.grant(grant -> grant.setAgent("thief")), new Obedient())) {
            await().until(() -> later.standing() == Standing.HALTED);
        }
    }

    @Test
    void shouldNotSayThatItIsDoneBeforeTheExecutorDoes() throws Exception {
        try (ExecutionGuard guard = open(site.grant(grant -> grant.setConfirmationMillis(200)), new Stubborn())) {
            assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
            String id = guard.grant().getExecutionId();

            CommandLineFixture.Outcome outcome = act("operator.pem", "halt", id, "--wait", "2");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out()).containsPattern(id + " +HALTED .* UNCONFIRMED");
            assertThat(outcome.err())
                    .contains(
                            "not confirmed within 2 s: `" + id + "` is HALTED, UNCONFIRMED; it is ordered",
                            "escalations");
        }
    }

    @Test
    void shouldSayWhenNothingSuchIsKnown() {
        CommandLineFixture.Outcome outcome = act("operator.pem", "halt", "nowhere");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("published order");
        assertThat(outcome.err())
                .contains("nothing is known of execution `nowhere`", "the act is published all the same");
    }

    @Test
    void shouldNotSayThatItIsDoneWhereNobodyTakesTheAct() throws Exception {
        try (ExecutionGuard guard = running(site.grant(grant -> {}))) {
            String id = guard.grant().getExecutionId();
            long before = refusedOrders();

            CommandLineFixture.Outcome outcome = act("issuer.pem", "halt", id, "--wait", "1");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out()).contains("published order");
            assertThat(outcome.err())
                    .contains("not confirmed within 1 s: `" + id + "` is TRUSTED, NONE", "dead-letters` says why");
            await().untilAsserted(() -> assertThat(refusedOrders()).isEqualTo(before + Site.PARTITIONS));
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
        }
    }

    @Test
    void shouldAskForAsManySignaturesAsTheAuthorityDoes() throws Exception {
        key("one.pem");
        key("two.pem");
        authority(
                "publish",
                "pair",
                "1",
                "operator",
                "--key",
                path("one.pem.pub"),
                path("two.pem.pub"),
                "--threshold",
                "2");
        try (ExecutionGuard guard = running(site.grant(grant -> {}))) {
            String id = guard.grant().getExecutionId();

            CommandLineFixture.Outcome alone = act("one.pem", "halt", id, "--wait", "1");
            assertThat(alone.status()).isEqualTo(1);
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);

            CommandLineFixture.Outcome together = act("one.pem", "halt", id, "--operator-key", path("two.pem"));
            assertThat(together.status()).as(together.err()).isZero();
            assertThat(guard.standing()).isEqualTo(Standing.HALTED);
        }
    }

    @Test
    void shouldNotObeyAnAuthorityWhoseTimeIsOver() throws Exception {
        key("old.pem");
        authority(
                "publish", "old", "1", "operator", "--key", path("old.pem.pub"), "--not-after", "2001-01-01T00:00:00Z");
        try (ExecutionGuard guard = running(site.grant(grant -> {}))) {
            CommandLineFixture.Outcome outcome =
                    act("old.pem", "halt", guard.grant().getExecutionId(), "--wait", "1");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
        }
    }

    @Test
    void shouldHaltWhatAWithdrawnIssuerHasGranted() throws Exception {
        SigningKey leaver = key("leaver.pem");
        authority("publish", "leavers", "1", "grant-issuer", "--key", path("leaver.pem.pub"));
        Site.Granted granted = site.grant(grant -> {});
        SignedGrant signed = SignedGrant.issue(granted.grant().grant(), leaver, Site.TRUST_DOMAIN);
        try (ExecutionGuard guard = running(new Site.Granted(granted.key(), signed))) {
            authority("withdraw", "leavers", "2", "grant-issuer");

            await().until(() -> guard.standing() == Standing.HALTED);
        }
    }

    @Test
    void shouldPutOnRecordWhatASourceObservesAndNobodyElse() throws Exception {
        try (ExecutionGuard guard = running(site.grant(grant -> {}))) {
            String id = guard.grant().getExecutionId();

            CommandLineFixture.Outcome forged = signal("operator.pem", id);
            CommandLineFixture.Outcome sent = signal("source.pem", id);

            assertThat(forged.status()).as(forged.err()).isZero();
            assertThat(sent.status()).as(sent.err()).isZero();
            assertThat(sent.out()).contains("sent signal risk=HIGH of `" + id + "`", "it stands at");
            await().untilAsserted(() -> assertThat(site.wire.of(id, Topic.LINEAGE, LineageEntry.class))
                    .filteredOn(entry -> entry.getTriggerKind() == TriggerKind.SIGNAL)
                    .hasSize(1));
            assertThat(site.wire.of(id, Topic.DEAD_LETTERS, DeadLetter.class))
                    .extracting(DeadLetter::getReason)
                    .containsExactly("SIGNER_UNKNOWN");
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
        }
    }

    private CommandLineFixture.Outcome signal(String key, String id) {
        return CommandLineFixture.run(
                "signal",
                "send",
                id,
                "--kind",
                "risk",
                "--value",
                "HIGH",
                "--attribute",
                "detector=one",
                "--key",
                path(key),
                "--config",
                config.toString());
    }

    @Test
    void shouldStopEverything() throws Exception {
        try (ExecutionGuard one = running(site.grant(grant -> {}));
                ExecutionGuard two = running(site.grant(grant -> {}))) {
            CommandLineFixture.Outcome outcome = act("operator.pem", "stop-everything", "--yes");

            assertThat(outcome.status()).as(outcome.err()).isZero();
            await().until(() -> one.standing() == Standing.HALTED && two.standing() == Standing.HALTED);
        }
    }

    @Test
    void shouldHaltAChildThatAParentsExecutorDelegatedWithItsParent() throws Exception {
        Site.Granted parent = site.grant(grant -> grant.setDelegationDepth(1));
        KeyFiles.writePair(directory.resolve("parent.pem"), parent.key());
        SigningKey childKey = key("child.pem");
        GrantFile.write(directory.resolve("parent.grant"), parent.grant());
        String childId = parent.executionId() + "/child";
        CommandLineFixture.Outcome delegated = CommandLineFixture.run(
                "grant",
                "delegate",
                "--parent-grant",
                path("parent.grant"),
                "--parent-key",
                path("parent.pem"),
                "--execution",
                childId,
                "--executor-key",
                path("child.pem.pub"),
                "--out",
                path("child.grant"));
        assertThat(delegated.status()).as(delegated.err()).isZero();
        var child = new Site.Granted(childKey, GrantFile.read(directory.resolve("child.grant")));
        try (ExecutionGuard above = running(parent);
                ExecutionGuard below = running(child)) {
            CommandLineFixture.Outcome outcome = act("operator.pem", "halt", parent.executionId());

            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out()).containsPattern(childId + " +HALTED .* EFFECTIVE");
            assertThat(above.standing()).isEqualTo(Standing.HALTED);
            assertThat(below.standing()).isEqualTo(Standing.HALTED);
            CommandLineFixture.Outcome tree = CommandLineFixture.run(
                    "lineage", "tree", childId, "--config", site.clientFile().toString());
            assertThat(tree.status()).as(tree.err()).isZero();
            assertThat(tree.out())
                    .containsPattern(parent.executionId() + "  HALTED  since .*, HALT #[0-9]+ EFFECTIVE")
                    .contains("└─ child ◀  HALTED", "OPERATOR_HALT: ", "order HALT `");
        }
    }

    /** How many copies of orders were refused so far. */
    private static long refusedOrders() {
        return site.wire.raw(Topic.DEAD_LETTERS).stream()
                .filter(letter -> new String(letter.key(), StandardCharsets.UTF_8).startsWith("order/"))
                .count();
    }

    /** Opens a guard over work that does at once what it is told, and waits until it runs. */
    private ExecutionGuard running(Site.Granted granted) throws Exception {
        ExecutionGuard guard = open(granted, new Obedient());
        if (!guard.awaitLease(Duration.ofSeconds(20))) {
            guard.close();
            throw new AssertionError("no lease came");
        }
        return guard;
    }

    private ExecutionGuard open(Site.Granted granted, Enforcer enforcer) throws Exception {
        return ExecutionGuard.open(
                site.client(),
                granted.key(),
                granted.grant(),
                new ExecutionGuard.Options(enforcer, Vitals.none(), List.of(), event -> {}, Duration.ofSeconds(20)));
    }

    /** Work that does not end. */
    private static final class Stubborn extends Obedient {
        @Override
        public Outcome halt() {
            return new Outcome.NotSeen("still there");
        }
    }

    private CommandLineFixture.Outcome act(String key, String... words) {
        var args = new ArrayList<>(List.of(words));
        args.addAll(List.of("--reason", "a closer look", "--operator-key", path(key), "--config", config.toString()));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    private void authority(String what, String name, String version, String role, String... more) {
        var args = new ArrayList<>(List.of("authority", what, "--name", name, "--version", version, "--role", role));
        args.addAll(List.of(more));
        args.addAll(List.of("--root-key", path("root.pem"), "--config", config.toString()));
        CommandLineFixture.Outcome outcome = CommandLineFixture.run(args.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("published authority " + name + " version " + version);
    }

    private SigningKey key(String name) throws Exception {
        SigningKey key = SigningKey.generate(new SecureRandom());
        KeyFiles.writePair(directory.resolve(name), key);
        return key;
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
