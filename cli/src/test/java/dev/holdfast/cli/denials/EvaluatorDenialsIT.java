package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Heard;
import dev.holdfast.cli.system.Program;
import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.Effective;
import dev.holdfast.executor.GuardEvent.HeartbeatTaken;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.Standing;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.EvaluatorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is wrong with the evaluator or its rules, or with who should carry out what it says. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class EvaluatorDenialsIT {
    private static final String FAILING = """
            package dev.holdfast.packs.local

            import dev.holdfast.trust.facts.ExecutionFacts

            global dev.holdfast.rules.Findings findings

            rule "fails"
            when
                ExecutionFacts( counter("fails") > 0, $counters : counters )
            then
                findings.halt("NEVER", "more than " + ($counters.get("none") + 1));
            end

            """;

    private static final String RULES = FAILING + runaway();

    /** More rules than one evaluation may fire; no rule that is accepted could fire twice on one fact. */
    private static String runaway() {
        return IntStream.rangeClosed(0, RulesEngine.MAXIMUM_FIRINGS)
                .mapToObj(i -> "rule \"loops " + i + "\" when ExecutionFacts( counter(\"loops\") > 0 ) then end\n")
                .collect(Collectors.joining());
    }

    private static final int LAG_MILLIS = 5_000;
    private static final String RULESET = "ruleset/active";

    @TempDir
    static Path directory;

    private static Ground ground;

    /** A deployment without an evaluator. */
    private static Site deserted;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        Path rules = rules("good", RULES);
        ground = Ground.start(
                cluster, directory, Map.of(EvaluatorConfig.RULES_DIRECTORY, rules.toString()), (site, publisher) -> {});
        deserted = new Site(
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                Files.createDirectory(directory.resolve("deserted")));
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
        deserted.close();
    }

    private static Path rules(String name, String drl) throws Exception {
        Path rules = Files.createDirectory(directory.resolve("rules-" + name));
        Files.writeString(rules.resolve("rules.drl"), drl);
        return rules;
    }

    @Test
    @Denied(Denial.RULESET_MISSING)
    void shouldNotStartWithoutItsRules() throws Exception {
        Path nowhere = directory.resolve("nowhere");

        assertThatThrownBy(() -> deserted.startEvaluator(Map.of(EvaluatorConfig.RULES_DIRECTORY, nowhere.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rules.directory: expected a directory of DRL files, found none at `" + nowhere);

        assertDeserted(Denial.RULESET_MISSING);
    }

    @Test
    @GoodTwin(Denial.RULESET_MISSING)
    void shouldLeaseUnderTheRulesThatAreThere() throws Exception {
        ground.assertPasses(ground.victim(grant -> grant.setPolicyDigest(ground.rulesetDigest())));
    }

    @Test
    @Denied(Denial.RULESET_UNVERIFIABLE)
    void shouldNotDecideByAPublishedRulesetThatWasChangedOnItsWay() throws Exception {
        Victim victim = ground.victim(grant -> grant.setPolicyDigest(ground.rulesetDigest()))
                .running();

        ground.send(published(changed -> changed[changed.length - 60] ^= 1));

        ground.assertDenied(Denial.RULESET_UNVERIFIABLE, victim, RULESET);
    }

    @Test
    @GoodTwin(Denial.RULESET_UNVERIFIABLE)
    void shouldDecideByAPublishedRulesetThatIsAsItsAuthorsSignedIt() throws Exception {
        Victim twin = ground.victim(grant -> grant.setPolicyDigest(ground.rulesetDigest()))
                .running();

        ground.send(published(unchanged -> {}));

        await().untilAsserted(() -> assertThat(ground.ledger().versionInForce()).isEqualTo(1));
        ground.assertPasses(twin);
    }

    /** The rules that the evaluator has anyway, so that nothing else here is judged otherwise: on one partition, changed after they were signed. */
    private static ProducerRecord<byte[], byte[]> published(Consumer<byte[]> change) throws Exception {
        Ruleset rules = Ruleset.baselineAnd(directory.resolve("rules-good"));
        var content = RulesetRecord.newBuilder()
                .setVersion(1)
                .setDigest(rules.digest())
                .setFiles(rules.files().stream()
                        .map(file -> new RuleFile(file.path(), file.text()))
                        .toList())
                .setActivateAt(Instant.EPOCH)
                .setAuthor("ada")
                .build();
        ProducerRecord<byte[], byte[]> signed = ground.record(
                Topic.GOVERNANCE,
                RULESET,
                GovernanceRecord.newBuilder().setRuleset(content).build(),
                ground.site().author);
        byte[] value = signed.value().clone();
        change.accept(value);
        return new ProducerRecord<>(signed.topic(), Ground.PARTITION, null, signed.key(), value, signed.headers());
    }

    @Test
    @Denied(Denial.RULESET_BROKEN)
    void shouldNotStartWithRulesThatDoNotCompile() throws Exception {
        Path broken = rules("broken", FAILING.replace("then\n", "than\n"));

        assertThatThrownBy(() -> deserted.startEvaluator(Map.of(EvaluatorConfig.RULES_DIRECTORY, broken.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the rules do not compile")
                .hasMessageContaining("local/rules.drl");

        assertDeserted(Denial.RULESET_BROKEN);
    }

    @Test
    @GoodTwin(Denial.RULESET_BROKEN)
    void shouldLeaseUnderTheRulesThatCompile() throws Exception {
        ground.assertPasses(ground.victim(grant -> {}));
    }

    @Test
    @Denied(Denial.RULE_ERROR)
    void shouldPauseWhatARuleFailsOn() throws Exception {
        Victim victim = ground.victim(Ground::shortGrace).running();

        victim.reports("+fails 1");

        ground.assertDenied(Denial.RULE_ERROR, victim);
    }

    @Test
    @GoodTwin(Denial.RULE_ERROR)
    void shouldLetRunWhatTheSameRuleDoesNotFailOn() throws Exception {
        Victim twin = ground.victim(Ground::shortGrace).running();

        twin.reports("+fails 0");

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.RULE_RUNAWAY)
    void shouldPauseWhatARuleFiresOnWithoutEnd() throws Exception {
        Victim victim = ground.victim(Ground::shortGrace).running();

        victim.reports("+loops 1");

        ground.assertDenied(Denial.RULE_RUNAWAY, victim);
    }

    @Test
    @GoodTwin(Denial.RULE_RUNAWAY)
    void shouldLetRunWhatTheSameRuleDoesNotFireOn() throws Exception {
        Victim twin = ground.victim(Ground::shortGrace).running();

        twin.reports("+loops 0");

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.EVALUATOR_LAGGING)
    void shouldStandStillWhileTheEvaluatorIsBehindByItsLease() throws Exception {
        Victim victim = ground.victim(grant -> grant.setLeaseMillis(LAG_MILLIS)).running();

        ground.send(told(LAG_MILLIS));

        await().untilAsserted(() -> assertThat(victim.heard.all(Effective.class))
                .extracting(Effective::standing)
                .contains(Standing.PAUSED));
        assertThat(victim.heard.lastMoveTo(Standing.PAUSED).orElseThrow().cause())
                .startsWith("the evaluator is " + LAG_MILLIS + " ms behind");
        ground.assertDenied(Denial.EVALUATOR_LAGGING, victim);
    }

    @Test
    @GoodTwin(Denial.EVALUATOR_LAGGING)
    void shouldGoOnWhileTheEvaluatorIsBehindByLessThanItsLease() throws Exception {
        Victim twin = ground.victim(grant -> {}).running();

        ground.send(told(LAG_MILLIS));

        ground.assertPasses(twin);
        assertThat(twin.heard.lastMoveTo(Standing.PAUSED)).isEmpty();
    }

    @Test
    @Denied(Denial.HALT_UNCONFIRMED)
    void shouldEscalateAHaltUntilItIsSeen() throws Exception {
        Granted granted = ground.granted(grant -> grant.setConfirmationMillis(300));
        try (var worker = new Worker(granted.executionId(), true);
                ExecutionGuard guard = open(granted, worker)) {
            assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
            worker.begin();

            guard.report("http.post", "https://evil.example/");

            String id = granted.executionId();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> ground.ledger().escalations(id).size() > 1);
            assertThat(ground.ledger().row(id).orElseThrow().getEnforcement()).isEqualTo(Enforcement.UNCONFIRMED);
            assertThat(new Program(id).processes())
                    .as("still there, and nobody says otherwise")
                    .isNotEmpty();

            worker.giveWay();

            ground.assertTold(Denial.HALT_UNCONFIRMED, id);
            await().untilAsserted(() -> assertThat(
                            ground.ledger().row(id).orElseThrow().getEnforcement())
                    .isEqualTo(Enforcement.EFFECTIVE));
            assertThat(new Program(id).processes()).isEmpty();
            ground.assertNeighbourUndisturbed();
        }
    }

    @Test
    @GoodTwin(Denial.HALT_UNCONFIRMED)
    void shouldNotEscalateAHaltThatIsSeenAtOnce() throws Exception {
        Granted granted = ground.granted(grant -> grant.setConfirmationMillis(20_000));
        try (var worker = new Worker(granted.executionId(), false);
                ExecutionGuard guard = open(granted, worker)) {
            assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
            worker.begin();

            guard.report("http.post", "https://evil.example/");

            String id = granted.executionId();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ground.ledger().rows(id))
                            .last()
                            .satisfies(row -> assertThat(row.getEnforcement()).isEqualTo(Enforcement.EFFECTIVE)));
            assertThat(ground.ledger().escalations(id)).isEmpty();
        }
    }

    @Test
    @Denied(Denial.CAPABILITY_MISSING)
    void shouldHaltBeforeItStartsWhatItsExecutorCannotFreeze() throws Exception {
        ground.assertDenied(
                Denial.CAPABILITY_MISSING,
                ground.victim(grant -> grant.setRequiredCapabilities(List.of(Capability.FREEZE))));
    }

    @Test
    @GoodTwin(Denial.CAPABILITY_MISSING)
    void shouldLeaseWhatItsExecutorCanPauseAndKill() throws Exception {
        ground.assertPasses(
                ground.victim(grant -> grant.setRequiredCapabilities(List.of(Capability.PAUSE, Capability.KILL))));
    }

    /** Nothing is leased where no evaluator has started. */
    private static void assertDeserted(Denial row) throws Exception {
        Granted granted = ground.granted(grant -> {});
        Path own = Files.createDirectory(directory.resolve("deserted-" + row));
        Victim victim = ground.keep(new Victim(deserted, granted, Path.of("/bin/sh"), own));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> victim.heard.all(HeartbeatTaken.class).size() > 3);
        ground.assertDenied(row, victim);
    }

    /** A sign of life on the partition of all that runs here; no later lease than that of one test is as short as this. */
    private static ProducerRecord<byte[], byte[]> told(long lag) {
        var liveness = EvaluatorLiveness.newBuilder()
                .setSequence(1)
                .setPartition(Ground.PARTITION)
                .setLagMillis(lag)
                .setSentAt(Instant.ofEpochMilli(0))
                .build();
        ProducerRecord<byte[], byte[]> signed =
                ground.record(Topic.EVALUATORS, "*", liveness, ground.site().evaluatorKey);
        return new ProducerRecord<>(
                signed.topic(), Ground.PARTITION, null, signed.key(), signed.value(), signed.headers());
    }

    private static ExecutionGuard open(Granted granted, Worker worker) throws Exception {
        return ExecutionGuard.open(
                ground.site().client(),
                granted.key(),
                granted.grant(),
                new ExecutionGuard.Options(worker, Vitals.none(), List.of(), new Heard(), Duration.ofSeconds(20)));
    }
}
