package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.PolicyAuthors;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The trial of rules: how it begins, goes on after a restart, fails and ends, and what cannot be tried. */
class ShadowTrialTest {
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
    void shouldDecideWhileItIsCompiled() {
        var compiling = new ArrayDeque<Runnable>();
        scenario.close();
        start(EvaluatorScenario.with().compiling(compiling::add));
        Executor executor = scenario.leased("job");

        authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(2);
        assertThat(scenario.differences("job")).isEmpty();
        assertThat(authors.sign().getShadowDigest()).isEmpty();

        compiling.remove().run();
        executor.beatFor(2);
        assertThat(scenario.differences("job")).hasSize(1);
    }

    @Test
    void shouldGoOnAfterARestartWithItsCountsAndWithoutTellingTwice() {
        Executor executor = scenario.leased("job");
        authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(2);

        try (EvaluatorScenario after = EvaluatorScenario.with().after(scenario).start()) {
            after.advance(Duration.ofMillis(100));
            after.send(executor.heartbeat(heartbeat -> {}));

            EvaluatorLiveness sign = PolicyAuthors.of(after).sign();
            assertThat(sign.getShadowDigest())
                    .isEqualTo(Bundles.barring("worker").digest());
            assertThat(sign.getShadowCompared()).isEqualTo(3);
            assertThat(after.differences("job")).isEmpty();

            PolicyAuthors.of(after).tryOut(Bundles.version(2, Bundles.barring("worker")));
            after.send(executor.heartbeat(heartbeat -> {}));
            assertThat(after.differences("job"))
                    .as("a trial of its own")
                    .extracting(ShadowDifference::getShadowVersion)
                    .containsExactly(2L);
        }
    }

    @Test
    void shouldEndWhenItsAuthorsSaySo() {
        Executor executor = scenario.leased("job");
        authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        scenario.send(scenario.shadowRecord(Bundles.end(2), Keys.OPERATOR));
        executor.beatFor(1);
        assertThat(authors.sign().getShadowVersion()).isEqualTo(1);

        authors.tryOut(Bundles.end(2));
        executor.beatFor(2);

        EvaluatorLiveness sign = authors.sign();
        assertThat(sign.getShadowVersion()).isEqualTo(2);
        assertThat(sign.getShadowDigest()).isEmpty();
        assertThat(sign.getShadowCompared()).isZero();
        assertThat(scenario.differences("job")).hasSize(1);
        assertThat(scenario.ruleMetric("shadow-version")).isZero();
        authors.tryOut(Bundles.version(2, Bundles.barring("worker")));
        assertThat(scenario.deadLetters())
                .extracting(DeadLetter::getReason)
                .containsExactly("AUTHORITY_REFUSED", "GOVERNANCE_ROLLED_BACK");
    }

    @Test
    void shouldCountItsVersionsApartFromThoseInForce() {
        Executor executor = scenario.leased("job");
        authors.tryOut(Bundles.version(1_000, Bundles.barring("nobody")));
        authors.publish(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(authors.sign().getRulesetVersion()).isEqualTo(1);
        assertThat(authors.sign().getShadowVersion()).isEqualTo(1_000);
        assertThat(scenario.deadLetters()).isEmpty();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("RULE_ERROR", Bundles.failing()),
                Arguments.of("RULE_RUNAWAY", Bundles.runaway(RulesEngine.MAXIMUM_FIRINGS + 1)));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldTellOfRulesThatFailAndAskThemNoMoreWhenTheyDoTooOften(String code, Ruleset ruleset) {
        Executor executor = scenario.leased("job");
        authors.tryOut(Bundles.version(1, ruleset));

        for (int beat = 0; beat < 110; beat++) {
            executor.beat();
        }

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("job")).isEmpty();
        assertThat(scenario.differences("job"))
                .singleElement()
                .satisfies(difference -> assertThat(difference.getShadowFindings())
                        .extracting(finding -> finding.getCode())
                        .containsExactly(code));
        EvaluatorLiveness sign = authors.sign();
        assertThat(sign.getShadowAbandoned()).isTrue();
        assertThat(sign.getShadowFailed()).isEqualTo(100);
        assertThat(sign.getShadowCompared()).isEqualTo(100);
        assertThat(scenario.ruleMetric("shadow-failed-total")).isEqualTo(100);

        authors.tryOut(Bundles.version(2, Bundles.barring("worker")));
        executor.beat();
        assertThat(authors.sign().getShadowAbandoned()).isFalse();
        assertThat(scenario.differences("job")).hasSize(2);
    }

    private record Bad(String name, Function<EvaluatorScenario, Input> input, String reason, String detail) {
        private Bad(String name, RulesetRecord ruleset, String reason, String detail) {
            this(name, scenario -> scenario.shadowRecord(ruleset, Keys.AUTHOR), reason, detail);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        RulesetRecord good = Bundles.version(3, Bundles.barring("worker"));
        return Stream.of(
                new Bad(
                        "signed by an operator",
                        scenario -> scenario.shadowRecord(good, Keys.OPERATOR),
                        "AUTHORITY_REFUSED",
                        "POLICY_AUTHOR"),
                new Bad(
                        "signed by a stranger",
                        scenario -> scenario.shadowRecord(good, Keys.STRANGER),
                        "SIGNER_UNKNOWN",
                        "a policy author"),
                new Bad(
                        "signed to decide",
                        scenario -> scenario.rulesetRecord(good, Keys.AUTHOR).withKey("ruleset/shadow".getBytes()),
                        "SIGNATURE_INVALID",
                        ""),
                new Bad(
                        "of an older version",
                        Bundles.version(1, Bundles.barring("worker")),
                        "GOVERNANCE_ROLLED_BACK",
                        "expected a version of the shadow above 2, found 1"),
                new Bad(
                        "of the version on trial with other content",
                        Bundles.version(2, Bundles.barring("worker")),
                        "GOVERNANCE_ROLLED_BACK",
                        "above 2, found 2 with other content"),
                new Bad(
                        "with another digest",
                        with(
                                Bundles.version(3, Bundles.barring("worker")),
                                changed -> changed.setDigest(
                                        Bundles.barring("walker").digest())),
                        "RULESET_INVALID",
                        "expected files with the digest"),
                new Bad(
                        "with files and without a digest",
                        with(Bundles.version(3, Bundles.barring("worker")), changed -> changed.setDigest("")),
                        "GOVERNANCE_INVALID",
                        "expected the digest"),
                new Bad(
                        "without the baseline",
                        Bundles.version(
                                3,
                                Ruleset.of(List.of(
                                        new Ruleset.RuleFile("house/agents.drl", Bundles.barringText("worker"))))),
                        "RULESET_INVALID",
                        "expected the baseline"),
                new Bad(
                        "with another baseline",
                        Bundles.version(3, Bundles.replacing("baseline/scope.drl", "halt", "pause")),
                        "RULESET_INVALID",
                        "found another `baseline/scope.drl`"),
                new Bad(
                        "that does not compile",
                        Bundles.version(
                                3,
                                Bundles.with(
                                        "house/bad.drl",
                                        "package dev.holdfast.packs.house\nrule \"x\"\nwhen\n  Nothing( )\nthen\nend\n")),
                        "RULESET_INVALID",
                        "house/bad.drl"),
                new Bad(
                        "that is to begin later",
                        with(
                                Bundles.version(3, Bundles.barring("worker")),
                                changed -> changed.setActivateAt(Instant.parse("2030-01-01T00:00:00Z"))),
                        "GOVERNANCE_INVALID",
                        "expected a trial to begin or to end at once"),
                new Bad("that ends a trial as version 0", Bundles.end(0), "GOVERNANCE_INVALID", "from 1 on"));
    }

    private static RulesetRecord with(RulesetRecord ruleset, Consumer<RulesetRecord> change) {
        change.accept(ruleset);
        return ruleset;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldRefuseAndGoOnWithTheTrialThatIs(Bad bad) {
        Ruleset onTrial = Bundles.barring("nobody");
        authors.tryOut(Bundles.version(2, onTrial));
        Executor executor = scenario.leased("job");

        scenario.send(bad.input().apply(scenario));
        scenario.advance(Duration.ofMillis(50));
        executor.beat();

        assertThat(authors.sign().getShadowDigest()).isEqualTo(onTrial.digest());
        assertThat(scenario.differences("job")).isEmpty();
        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo(bad.reason());
            assertThat(letter.getDetail()).contains(bad.detail());
        });
        assertThat(scenario.ruleMetric("rulesets-refused-total")).isEqualTo(1);
        authors.tryOut(Bundles.version(3, Bundles.barring("worker")));
        executor.beat();
        assertThat(scenario.differences("job")).hasSize(1);
    }
}
