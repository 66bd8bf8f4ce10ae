package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Bundles.barring;
import static dev.holdfast.topology.scenario.Bundles.version;
import static dev.holdfast.topology.scenario.Bundles.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.trust.signature.SigningKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesetsTest {
    /** More than are judged anew in two steps. */
    private static final int MANY = 300;

    private EvaluatorScenario scenario = start(EvaluatorScenario.with());

    @AfterEach
    void close() {
        scenario.close();
    }

    private static EvaluatorScenario start(ScenarioSetup setup) {
        EvaluatorScenario scenario = setup.start();
        scenario.vouch(Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR));
        return scenario;
    }

    private void publish(RulesetRecord ruleset) {
        scenario.send(scenario.rulesetRecord(ruleset, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));
    }

    private EvaluatorLiveness sign() {
        scenario.advance(Duration.ofSeconds(1));
        List<EvaluatorLiveness> signs = scenario.signsOfLife();
        return signs.get(signs.size() - 1);
    }

    private String digest(String id) {
        List<LineageEntry> lineage = scenario.lineage(id);
        return lineage.get(lineage.size() - 1).getRulesetDigest();
    }

    @Test
    void shouldJudgeWhatRunsByTheNewRulesAtOnce() {
        Executor barred = scenario.leased("barred");
        scenario.grant("other", grant -> grant.setAgent("reader"));
        scenario.executor("other").beat();

        Ruleset ruleset = barring("worker");
        publish(version(1, ruleset));

        assertThat(scenario.standing("barred")).isEqualTo(TrustState.PAUSED);
        List<ControlCommand> commands = scenario.commands("barred");
        ControlCommand command = commands.get(commands.size() - 1);
        assertThat(command.getAction()).isEqualTo(ControlAction.PAUSE);
        assertThat(command.getRulesetDigest()).isEqualTo(ruleset.digest());
        assertThat(command.getFindings().get(0).getCode()).isEqualTo("AGENT_BARRED");
        assertThat(digest("barred")).isEqualTo(ruleset.digest());
        assertThat(scenario.standing("other")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("other")).isEmpty();
        assertThat(sign().getRulesetDigest()).isEqualTo(ruleset.digest());
        assertThat(sign().getRulesetVersion()).isEqualTo(1);

        publish(version(2, Ruleset.baseline()));
        barred.beat();

        assertThat(scenario.standing("barred")).isEqualTo(TrustState.TRUSTED);
        assertThat(digest("barred")).isEqualTo(ScenarioSetup.rulesetDigest());
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldJudgeManyAFewAtATimeAndAllOfThem() {
        leaseMany();

        publish(version(1, barring("worker")));
        scenario.advance(Duration.ofMillis(200));

        for (int number = 0; number < MANY; number++) {
            assertThat(scenario.commands("many-" + number)).hasSize(1);
        }
    }

    @Test
    void shouldHaltAtOnceWhileManyAreJudgedAnew() {
        leaseMany();
        publish(version(1, barring("nobody")));
        scenario.holdTicks();
        assertThat(digest("many-299")).isEqualTo(ScenarioSetup.rulesetDigest());

        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, "many-299", scenario.now()));

        assertThat(scenario.standing("many-299")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.standing("many-298")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldGoOnHaltingManyWhenOtherRulesComeIntoForceMeanwhile() {
        var compiling = new ArrayDeque<Runnable>();
        scenario.close();
        scenario = start(EvaluatorScenario.with().compiling(compiling::add));
        leaseMany();
        publish(version(1, barring("nobody")));
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EVERYTHING, "everything", scenario.now()));
        assertThat(scenario.standing("many-299")).isEqualTo(TrustState.TRUSTED);

        compiling.remove().run();
        scenario.advance(Duration.ofMillis(300));

        assertThat(sign().getRulesetVersion()).isEqualTo(1);
        for (int number = 0; number < MANY; number++) {
            assertThat(scenario.standing("many-" + number)).isEqualTo(TrustState.HALTED);
        }
    }

    private void leaseMany() {
        for (int number = 0; number < MANY; number++) {
            scenario.leased("many-" + number);
        }
    }

    @Test
    void shouldGoOnByTheOldRulesWhileTheNewOnesAreCompiled() {
        var compiling = new ArrayDeque<Runnable>();
        scenario.close();
        scenario = start(EvaluatorScenario.with().compiling(compiling::add));
        Executor executor = scenario.leased("job");

        publish(version(1, barring("worker")));
        executor.beat();
        scenario.advance(Duration.ofMillis(500));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(sign().getRulesetVersion()).isZero();

        compiling.remove().run();
        executor.beat();
        scenario.advance(Duration.ofMillis(50));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldBringARulesetIntoForceAtItsInstantAndNotBefore() {
        scenario.leased("job");
        RulesetRecord later = version(1, barring("worker"));
        later.setActivateAt(scenario.now().plusMillis(2_000));

        publish(later);
        scenario.advance(Duration.ofMillis(1_500));
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);

        scenario.advance(Duration.ofMillis(600));
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        List<LineageEntry> lineage = scenario.lineage("job");
        assertThat(lineage.get(lineage.size() - 1).getDecidedAt()).isAfterOrEqualTo(later.getActivateAt());
    }

    @Test
    void shouldNotBringWhatWaitsIntoForceWhenItsAuthorsWereReplaced() {
        RulesetRecord planted = version(1, barring("worker"));
        planted.setActivateAt(scenario.now().plusSeconds(5));
        publish(planted);
        Authority others = Acts.authority("authors", Role.POLICY_AUTHOR, Keys.OPERATOR);
        others.setVersion(2);
        scenario.vouch(others);

        scenario.advance(Duration.ofSeconds(7));

        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("AUTHORITY_REFUSED");
            assertThat(letter.getDetail())
                    .contains("who signed it might publish it then, and may not now that it is due");
        });
        assertThat(sign().getRulesetVersion()).isZero();
    }

    @Test
    void shouldRefuseAVersionAfterWhichThereCouldBeNoOther() {
        publish(version(Long.MAX_VALUE, barring("worker")));

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getDetail())
                        .startsWith("expected a version of the ruleset up to ")
                        .endsWith("found " + Long.MAX_VALUE));
        assertThat(sign().getRulesetVersion()).isZero();
    }

    @Test
    void shouldPutANewerOneInThePlaceOfOneThatWaits() {
        scenario.leased("job");
        RulesetRecord later = version(1, barring("worker"));
        later.setActivateAt(scenario.now().plusSeconds(5));
        publish(later);

        publish(version(2, barring("nobody")));
        scenario.advance(Duration.ofSeconds(1));

        assertThat(sign().getRulesetVersion()).isEqualTo(2);
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
    }

    private record Bad(
            String name, java.util.function.Function<RulesetsTest, Input> input, String reason, String detail) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Input signed(RulesetRecord ruleset, SigningKey signer) {
        return scenario.rulesetRecord(ruleset, signer);
    }

    private RulesetRecord ofTenMegabytes(RulesetRecord ruleset) {
        ruleset.setFiles(List.of(new RuleFile("house/large.drl", "// ten ".repeat(1_500_000))));
        return ruleset;
    }

    private Input oneByteChanged(RulesetRecord ruleset) {
        Input input = signed(ruleset, Keys.AUTHOR);
        byte[] changed = input.value().clone();
        // In the text of the last file's rules.
        changed[changed.length - 60] ^= 1;
        return input.withValue(changed);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        new Bad(
                                "signed by an operator",
                                t -> t.signed(version(2, barring("worker")), Keys.OPERATOR),
                                "AUTHORITY_REFUSED",
                                "POLICY_AUTHOR"),
                        new Bad(
                                "signed by a stranger",
                                t -> t.signed(version(2, barring("worker")), Keys.STRANGER),
                                "SIGNER_UNKNOWN",
                                "a policy author"),
                        new Bad(
                                "of an older version",
                                t -> t.signed(version(0, barring("worker")), Keys.AUTHOR),
                                "GOVERNANCE_INVALID",
                                "from 1 on"),
                        new Bad(
                                "of the version in force with other content",
                                t -> t.signed(version(1, barring("worker")), Keys.AUTHOR),
                                "GOVERNANCE_ROLLED_BACK",
                                "above 1, found 1 with other content"),
                        new Bad(
                                "with one byte changed since it was signed",
                                t -> t.oneByteChanged(version(2, barring("worker"))),
                                "SIGNATURE_INVALID",
                                "does not fit these bytes"),
                        new Bad(
                                "of ten megabytes",
                                t -> t.signed(t.ofTenMegabytes(version(2, barring("worker"))), Keys.AUTHOR),
                                "OVERSIZED",
                                "1000000"),
                        new Bad(
                                "with another baseline",
                                t -> t.signed(
                                        version(2, Bundles.replacing("baseline/scope.drl", "halt", "pause")),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "found another `baseline/scope.drl`; publish with"),
                        new Bad(
                                "with one file more in the baseline",
                                t -> t.signed(
                                        version(
                                                2,
                                                with(
                                                        "baseline/more.drl",
                                                        Bundles.barringText("worker")
                                                                .replace("packs.house", "packs.baseline"))),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "found another `baseline/more.drl`"),
                        new Bad(
                                "with the digest of other files",
                                t -> {
                                    RulesetRecord changed = version(2, barring("worker"));
                                    changed.setDigest(barring("walker").digest());
                                    return t.signed(changed, Keys.AUTHOR);
                                },
                                "RULESET_INVALID",
                                "expected files with the digest"),
                        new Bad(
                                "without the baseline",
                                t -> t.signed(
                                        version(
                                                2,
                                                Ruleset.of(List.of(new Ruleset.RuleFile(
                                                        "house/agents.drl", Bundles.barringText("worker"))))),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "expected the baseline"),
                        new Bad(
                                "that does not compile",
                                t -> t.signed(
                                        version(
                                                2,
                                                with(
                                                        "house/bad.drl",
                                                        "package dev.holdfast.packs.house\nrule \"x\"\nwhen\n  Nothing( )\nthen\nend\n")),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "house/bad.drl"),
                        new Bad(
                                "with a path that climbs",
                                t -> t.signed(version(2, with("../x.drl", "package a\n")), Keys.AUTHOR),
                                "GOVERNANCE_INVALID",
                                "expected the path of a rule file"))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldRefuseAndGoOnByTheRulesInForce(Bad bad) {
        Ruleset inForce = barring("nobody");
        publish(version(1, inForce));
        Executor executor = scenario.leased("job");

        scenario.send(bad.input().apply(this));
        scenario.advance(Duration.ofMillis(50));
        executor.beat();

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(sign().getRulesetDigest()).isEqualTo(inForce.digest());
        List<DeadLetter> letters = scenario.deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).getReason()).isEqualTo(bad.reason());
        assertThat(letters.get(0).getDetail()).contains(bad.detail());
        assertThat(letters.get(0).getTopic()).isEqualTo("holdfast.governance");
        assertThat(scenario.ruleMetric("rulesets-refused-total")).isEqualTo(1);
        assertThat(scenario.ruleMetric("ruleset-version")).isEqualTo(1);
        // What was refused does not stand in the way of the next one.
        publish(version(2, barring("worker")));
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldNotTakeAnOlderOneBack() {
        publish(version(5, barring("nobody")));
        publish(version(4, barring("worker")));

        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("GOVERNANCE_ROLLED_BACK");
        assertThat(sign().getRulesetVersion()).isEqualTo(5);
    }

    @Test
    void shouldTakeAnotherBaselineFromAuthorsWhoSayThatItIsMeant() {
        Executor executor = scenario.leased("job");
        RulesetRecord replaced = version(1, Bundles.replacing("baseline/scope.drl", "findings.halt", "findings.pause"));
        replaced.setBaselineReplaced(true);

        publish(replaced);
        executor.beat(
                heartbeat -> heartbeat.setActions(List.of(new ReportedAction("http.put", "https://outside/", 1L))));

        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(sign().getRulesetVersion()).isEqualTo(1);
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void shouldBringTheHigherOfTwoAtOnceIntoForce(long first, long second) {
        var compiling = new ArrayDeque<Runnable>();
        scenario.close();
        scenario = start(EvaluatorScenario.with().compiling(compiling::add));
        scenario.leased("job");

        scenario.send(scenario.rulesetRecord(version(first, barring(first == 2 ? "worker" : "nobody")), Keys.AUTHOR));
        scenario.send(scenario.rulesetRecord(version(second, barring(second == 2 ? "worker" : "nobody")), Keys.AUTHOR));
        compiling.forEach(Runnable::run);
        scenario.advance(Duration.ofMillis(100));

        assertThat(sign().getRulesetVersion()).isEqualTo(2);
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.deadLetters()).hasSize(first == 2 ? 1 : 0);
    }

    @Test
    void shouldTakeWhatWasPublishedWhileItWasDown() {
        Executor executor = scenario.leased("job");
        publish(version(1, barring("nobody")));

        try (EvaluatorScenario after = EvaluatorScenario.with().after(scenario).start()) {
            after.send(after.rulesetRecord(version(2, barring("worker")), Keys.AUTHOR));
            after.send(executor.heartbeat(heartbeat -> {}));
            assertThat(after.standing("job")).isEqualTo(TrustState.TRUSTED);

            after.advance(Duration.ofMillis(100));

            assertThat(after.standing("job")).isEqualTo(TrustState.PAUSED);
            assertThat(after.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldPauseUnderARuleThatFailsUntilOthersComeIntoForce() {
        Executor executor = scenario.leased("job");
        publish(version(1, Bundles.failing()));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.commands("job").get(0).getFindings())
                .extracting(finding -> finding.getCode())
                .containsExactly("RULE_ERROR");
        String said = scenario.commands("job").get(0).getFindings().get(0).getMessage();
        assertThat(said)
                .startsWith("rule `fails` (house/fails.drl:")
                .endsWith("let a condition ask `$counters.get(\"none\") != null` first");
        assertThat(scenario.lineage("job"))
                .last()
                .satisfies(entry ->
                        assertThat(entry.getFindings().get(0).getMessage()).isEqualTo(said));

        publish(version(2, Ruleset.baseline()));
        executor.beat();
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldRefuseARuleThatLoopsByChangingWhatItLooksAt() {
        String loops = Bundles.barringText("worker")
                .replace("ExecutionFacts(", "$facts : ExecutionFacts(")
                .replace("then\n", "then\n    update($facts);\n");
        scenario.leased("job");

        publish(version(1, with("house/loops.drl", loops)));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("RULESET_INVALID");
            assertThat(letter.getDetail()).contains("house/loops.drl:8", "update");
        });
    }

    @Test
    void shouldTakeTheSameTwiceOnce() {
        RulesetRecord ruleset = version(1, barring("nobody"));
        publish(ruleset);
        publish(ruleset);

        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(sign().getRulesetVersion()).isEqualTo(1);
    }

    @Test
    void shouldAskForAsManyAuthorsAsTheirAuthorityDoes() {
        Authority two = Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR, Keys.SECOND_AUTHOR);
        two.setThreshold(2);
        two.setVersion(2);
        scenario.vouch(two);
        RulesetRecord ruleset = version(1, barring("nobody"));

        publish(ruleset);
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("AUTHORITY_REFUSED");
        assertThat(sign().getRulesetVersion()).isZero();

        Input once = scenario.rulesetRecord(ruleset, Keys.AUTHOR);
        scenario.send(once.alsoSigned(
                scenario.rulesetRecord(ruleset, Keys.SECOND_AUTHOR).signature()));
        scenario.advance(Duration.ofMillis(50));
        assertThat(sign().getRulesetVersion()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhereAnotherEvaluatorStopped() {
        scenario.leased("job");
        Ruleset inForce = barring("nobody");
        publish(version(1, inForce));
        RulesetRecord waiting = version(2, barring("worker"));
        waiting.setActivateAt(scenario.now().plusSeconds(3));
        publish(waiting);

        try (EvaluatorScenario after = EvaluatorScenario.with().after(scenario).start()) {
            after.advance(Duration.ofSeconds(1));
            List<EvaluatorLiveness> signs = after.signsOfLife();
            assertThat(signs.get(signs.size() - 1).getRulesetDigest()).isEqualTo(inForce.digest());
            assertThat(after.standing("job")).isEqualTo(TrustState.TRUSTED);

            after.advance(Duration.ofSeconds(3));
            assertThat(after.standing("job")).isEqualTo(TrustState.PAUSED);
        }
    }

    @Test
    void shouldNotDecideByOtherRulesThanThoseInForce() {
        publish(version(1, barring("nobody")));

        // Another evaluator, whose compiler does not take what this one's took.
        assertThatThrownBy(() -> EvaluatorScenario.with()
                        .after(scenario)
                        .compiling(work -> {
                            throw new java.util.concurrent.CompletionException(new IllegalArgumentException("no"));
                        })
                        .start())
                .hasStackTraceContaining("no");
    }
}
