package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Bundles.barring;
import static dev.holdfast.topology.scenario.Bundles.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Latest;
import dev.holdfast.topology.scenario.PolicyAuthors;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rules that were published come into force, when, and for whom. */
class RulesetsTest {
    /** More than are judged anew in two steps. */
    private static final int MANY = 300;

    private EvaluatorScenario scenario;
    private PolicyAuthors authors;

    @BeforeEach
    void start() {
        start(EvaluatorScenario.with());
    }

    private void start(ScenarioSetup setup) {
        scenario = setup.start();
        authors = PolicyAuthors.in(scenario);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldJudgeWhatRunsByTheNewRulesAtOnce() {
        Executor barred = scenario.leased("barred");
        scenario.grant("other", grant -> grant.setAgent("reader"));
        scenario.executor("other").beat();

        Ruleset ruleset = barring("worker");
        authors.publish(version(1, ruleset));

        assertThat(scenario.standing("barred")).isEqualTo(TrustState.PAUSED);
        List<ControlCommand> commands = scenario.commands("barred");
        ControlCommand command = commands.get(commands.size() - 1);
        assertThat(command.getAction()).isEqualTo(ControlAction.PAUSE);
        assertThat(command.getRulesetDigest()).isEqualTo(ruleset.digest());
        assertThat(command.getFindings().get(0).getCode()).isEqualTo("AGENT_BARRED");
        assertThat(digest("barred")).isEqualTo(ruleset.digest());
        assertThat(scenario.standing("other")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("other")).isEmpty();
        assertThat(authors.sign().getRulesetDigest()).isEqualTo(ruleset.digest());
        assertThat(authors.sign().getRulesetVersion()).isEqualTo(1);

        authors.publish(version(2, Ruleset.baseline()));
        barred.beat();

        assertThat(scenario.standing("barred")).isEqualTo(TrustState.TRUSTED);
        assertThat(digest("barred")).isEqualTo(ScenarioSetup.rulesetDigest());
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldJudgeManyAFewAtATimeAndAllOfThem() {
        leaseMany();

        authors.publish(version(1, barring("worker")));
        scenario.advance(Duration.ofMillis(200));

        for (int number = 0; number < MANY; number++) {
            assertThat(scenario.commands("many-" + number)).hasSize(1);
        }
    }

    @Test
    void shouldHaltAtOnceWhileManyAreJudgedAnew() {
        leaseMany();
        authors.publish(version(1, barring("nobody")));
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
        start(EvaluatorScenario.with().compiling(compiling::add));
        leaseMany();
        authors.publish(version(1, barring("nobody")));
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EVERYTHING, "everything", scenario.now()));
        assertThat(scenario.standing("many-299")).isEqualTo(TrustState.TRUSTED);

        compiling.remove().run();
        scenario.advance(Duration.ofMillis(300));

        assertThat(authors.sign().getRulesetVersion()).isEqualTo(1);
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
        start(EvaluatorScenario.with().compiling(compiling::add));
        Executor executor = scenario.leased("job");

        authors.publish(version(1, barring("worker")));
        executor.beat();
        scenario.advance(Duration.ofMillis(500));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(authors.sign().getRulesetVersion()).isZero();

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

        authors.publish(later);
        scenario.advance(Duration.ofMillis(1_500));
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);

        scenario.advance(Duration.ofMillis(600));
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        List<LineageEntry> lineage = scenario.lineage("job");
        assertThat(lineage.get(lineage.size() - 1).getDecidedAt()).isAfterOrEqualTo(later.getActivateAt());
    }

    @Test
    void shouldPutANewerOneInThePlaceOfOneThatWaits() {
        scenario.leased("job");
        RulesetRecord later = version(1, barring("worker"));
        later.setActivateAt(scenario.now().plusSeconds(5));
        authors.publish(later);

        authors.publish(version(2, barring("nobody")));
        scenario.advance(Duration.ofSeconds(1));

        assertThat(authors.sign().getRulesetVersion()).isEqualTo(2);
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1"})
    void shouldBringTheHigherOfTwoAtOnceIntoForce(long first, long second) {
        var compiling = new ArrayDeque<Runnable>();
        scenario.close();
        start(EvaluatorScenario.with().compiling(compiling::add));
        scenario.leased("job");

        scenario.send(scenario.rulesetRecord(version(first, barring(first == 2 ? "worker" : "nobody")), Keys.AUTHOR));
        scenario.send(scenario.rulesetRecord(version(second, barring(second == 2 ? "worker" : "nobody")), Keys.AUTHOR));
        compiling.forEach(Runnable::run);
        scenario.advance(Duration.ofMillis(100));

        assertThat(authors.sign().getRulesetVersion()).isEqualTo(2);
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.deadLetters()).hasSize(first == 2 ? 1 : 0);
    }

    @Test
    void shouldTakeTheSameTwiceOnce() {
        RulesetRecord ruleset = version(1, barring("nobody"));
        authors.publish(ruleset);
        authors.publish(ruleset);

        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(authors.sign().getRulesetVersion()).isEqualTo(1);
    }

    @Test
    void shouldPauseUnderARuleThatFailsUntilOthersComeIntoForce() {
        Executor executor = scenario.leased("job");
        authors.publish(version(1, Bundles.failing()));

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

        authors.publish(version(2, Ruleset.baseline()));
        executor.beat();
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldTakeWhatWasPublishedWhileItWasDown() {
        Executor executor = scenario.leased("job");
        authors.publish(version(1, barring("nobody")));

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
    void shouldGoOnWhereAnotherEvaluatorStopped() {
        scenario.leased("job");
        Ruleset inForce = barring("nobody");
        authors.publish(version(1, inForce));
        RulesetRecord waiting = version(2, barring("worker"));
        waiting.setActivateAt(scenario.now().plusSeconds(3));
        authors.publish(waiting);

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
        authors.publish(version(1, barring("nobody")));

        // Another evaluator, whose compiler does not take what this one's took.
        assertThatThrownBy(() -> EvaluatorScenario.with()
                        .after(scenario)
                        .compiling(work -> {
                            throw new CompletionException(new IllegalArgumentException("no"));
                        })
                        .start())
                .hasStackTraceContaining("no");
    }

    private String digest(String id) {
        return new Latest(scenario, id).entry().getRulesetDigest();
    }
}
