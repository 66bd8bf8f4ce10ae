package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Role;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules on trial beside those in force. */
class ShadowTest {
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

    private void tryOut(RulesetRecord ruleset) {
        tryOut(scenario, ruleset);
    }

    private static void tryOut(EvaluatorScenario scenario, RulesetRecord ruleset) {
        scenario.send(scenario.shadowRecord(ruleset, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));
    }

    private void putInForce(RulesetRecord ruleset) {
        scenario.send(scenario.rulesetRecord(ruleset, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));
    }

    private EvaluatorLiveness sign() {
        return sign(scenario);
    }

    private static EvaluatorLiveness sign(EvaluatorScenario scenario) {
        scenario.advance(Duration.ofSeconds(1));
        List<EvaluatorLiveness> signs = scenario.signsOfLife();
        return signs.get(signs.size() - 1);
    }

    @Test
    void shouldTellOnceWhereItWouldDecideOtherwiseAndActOnNothing() {
        Executor executor = scenario.leased("job");
        Ruleset ruleset = Bundles.barring("worker");
        tryOut(Bundles.version(1, ruleset));
        int leases = scenario.leases("job").size();

        long offset = executor.beat().offset();
        executor.beatFor(7);

        assertThat(scenario.differences("job")).singleElement().satisfies(difference -> {
            assertThat(difference.getDiffers()).isTrue();
            assertThat(difference.getVerdict()).isEqualTo(VerdictKind.TRUSTED);
            assertThat(difference.getFindings()).isEmpty();
            assertThat(difference.getRulesetDigest()).isEqualTo(ScenarioSetup.rulesetDigest());
            assertThat(difference.getShadowVerdict()).isEqualTo(VerdictKind.PAUSE);
            assertThat(difference.getShadowFindings())
                    .extracting(finding -> finding.getCode() + " by " + finding.getRule())
                    .containsExactly("AGENT_BARRED by nobody of this name");
            assertThat(difference.getShadowDigest()).isEqualTo(ruleset.digest());
            assertThat(difference.getShadowVersion()).isEqualTo(1);
            assertThat(difference.getTriggerKind()).isEqualTo(TriggerKind.HEARTBEAT);
            assertThat(difference.getTrigger().getTopic()).isEqualTo("holdfast.heartbeats");
            assertThat(difference.getTrigger().getOffset()).isEqualTo(offset);
        });
        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("job")).isEmpty();
        assertThat(scenario.leases("job")).hasSizeGreaterThan(leases);
        assertThat(scenario.lineage("job"))
                .allSatisfy(entry -> assertThat(entry.getRulesetDigest()).isEqualTo(ScenarioSetup.rulesetDigest()));
        EvaluatorLiveness sign = sign();
        assertThat(sign.getRulesetVersion()).isZero();
        assertThat(sign.getShadowVersion()).isEqualTo(1);
        assertThat(sign.getShadowDigest()).isEqualTo(ruleset.digest());
        assertThat(sign.getShadowCompared()).isEqualTo(8);
        assertThat(sign.getShadowDiffering()).isEqualTo(8);
        assertThat(sign.getShadowFailed()).isZero();
    }

    @Test
    void shouldTellNothingWhereBothAgree() {
        Executor executor = scenario.leased("job");
        tryOut(Bundles.version(1, Bundles.barring("nobody")));

        executor.beatFor(3);
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.differences("job")).isEmpty();
        assertThat(sign().getShadowCompared()).isEqualTo(4);
        assertThat(sign().getShadowDiffering()).isZero();
    }

    @Test
    void shouldTellWhenTheyAgreeAgain() {
        Executor executor = scenario.leased("job");
        tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        putInForce(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.differences("job"))
                .extracting(ShadowDifference::getDiffers)
                .containsExactly(true, false);
    }

    @Test
    void shouldChangeNothingThatDecides() {
        try (EvaluatorScenario agreeing = start(EvaluatorScenario.with());
                EvaluatorScenario failing = start(EvaluatorScenario.with())) {
            tryOut(Bundles.version(1, Bundles.barring("worker")));
            tryOut(agreeing, Bundles.version(1, Bundles.barring("nobody")));
            tryOut(failing, Bundles.version(1, Bundles.failing()));

            Stream.of(scenario, agreeing, failing).forEach(ShadowTest::play);

            assertThat(scenario.differences("a")).isNotEmpty();
            assertThat(failing.differences("a")).isNotEmpty();
            assertThat(agreeing.differences("a")).isEmpty();
            for (EvaluatorScenario other : List.of(agreeing, failing)) {
                assertThat(deciding(other)).isEqualTo(deciding(scenario));
                assertThat(other.store().keySet())
                        .isEqualTo(scenario.store().keySet())
                        .isNotEmpty();
                other.store().forEach((id, state) -> assertThat(state).isEqualTo(scenario.stored(id)));
            }
        }
    }

    private static void play(EvaluatorScenario scenario) {
        Executor a = scenario.leased("a");
        Executor child = scenario.leased("a/child");
        Executor silent = scenario.leased("silent");
        for (int second = 0; second < 12; second++) {
            scenario.advance(EvaluatorScenario.INTERVAL);
            a.beat();
            child.beat();
        }
        silent.beat();
        a.beat(heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 5_000L)));
        scenario.advance(Duration.ofSeconds(15));
    }

    private static List<String> deciding(EvaluatorScenario scenario) {
        return scenario.outputs().stream()
                .filter(output -> output.topic() != Topic.SHADOW)
                .map(Output::image)
                .toList();
    }

    @Test
    void shouldTellTheSameInAReplay() {
        tryOut(Bundles.version(1, Bundles.barring("worker")));
        play(scenario);

        try (EvaluatorScenario replay = EvaluatorScenario.with()
                .startsAt(Instant.parse("1999-12-31T23:59:59Z"))
                .start()) {
            scenario.played().forEach(played -> replay.sendAt(played.input(), played.appendedAt()));

            assertThat(replay.differences("a")).isNotEmpty().isEqualTo(scenario.differences("a"));
            assertThat(replay.outputs().stream().map(Output::image))
                    .isEqualTo(scenario.outputs().stream().map(Output::image).toList());
        }
    }

    @Test
    void shouldDecideWhileItIsCompiled() {
        var compiling = new ArrayDeque<Runnable>();
        scenario.close();
        scenario = start(EvaluatorScenario.with().compiling(compiling::add));
        Executor executor = scenario.leased("job");

        tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(2);
        assertThat(scenario.differences("job")).isEmpty();
        assertThat(sign().getShadowDigest()).isEmpty();

        compiling.remove().run();
        executor.beatFor(2);
        assertThat(scenario.differences("job")).hasSize(1);
    }

    @Test
    void shouldGoOnAfterARestartWithItsCountsAndWithoutTellingTwice() {
        Executor executor = scenario.leased("job");
        tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(2);

        try (EvaluatorScenario after = EvaluatorScenario.with().after(scenario).start()) {
            after.advance(Duration.ofMillis(100));
            after.send(executor.heartbeat(heartbeat -> {}));

            EvaluatorLiveness sign = sign(after);
            assertThat(sign.getShadowDigest())
                    .isEqualTo(Bundles.barring("worker").digest());
            assertThat(sign.getShadowCompared()).isEqualTo(3);
            assertThat(after.differences("job")).isEmpty();

            tryOut(after, Bundles.version(2, Bundles.barring("worker")));
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
        tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        scenario.send(scenario.shadowRecord(Bundles.end(2), Keys.OPERATOR));
        executor.beatFor(1);
        assertThat(sign().getShadowVersion()).isEqualTo(1);

        tryOut(Bundles.end(2));
        executor.beatFor(2);

        EvaluatorLiveness sign = sign();
        assertThat(sign.getShadowVersion()).isEqualTo(2);
        assertThat(sign.getShadowDigest()).isEmpty();
        assertThat(sign.getShadowCompared()).isZero();
        assertThat(scenario.differences("job")).hasSize(1);
        assertThat(scenario.ruleMetric("shadow-version")).isZero();
        tryOut(Bundles.version(2, Bundles.barring("worker")));
        assertThat(scenario.deadLetters())
                .extracting(DeadLetter::getReason)
                .containsExactly("AUTHORITY_REFUSED", "GOVERNANCE_ROLLED_BACK");
    }

    @Test
    void shouldCountItsVersionsApartFromThoseInForce() {
        Executor executor = scenario.leased("job");
        tryOut(Bundles.version(1_000, Bundles.barring("nobody")));
        putInForce(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(sign().getRulesetVersion()).isEqualTo(1);
        assertThat(sign().getShadowVersion()).isEqualTo(1_000);
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldNotHoldGrantsToTheDigestOfATrial() {
        scenario.grant("bound", grant -> grant.setPolicyDigest(ScenarioSetup.rulesetDigest()));
        Executor executor = scenario.executor("bound");
        tryOut(Bundles.version(1, Bundles.barring("nobody")));

        executor.beat();
        executor.beatFor(2);

        assertThat(scenario.standing("bound")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.differences("bound")).isEmpty();
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
        tryOut(Bundles.version(1, ruleset));

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
        EvaluatorLiveness sign = sign();
        assertThat(sign.getShadowAbandoned()).isTrue();
        assertThat(sign.getShadowFailed()).isEqualTo(100);
        assertThat(sign.getShadowCompared()).isEqualTo(100);
        assertThat(scenario.ruleMetric("shadow-failed-total")).isEqualTo(100);

        tryOut(Bundles.version(2, Bundles.barring("worker")));
        executor.beat();
        assertThat(sign().getShadowAbandoned()).isFalse();
        assertThat(scenario.differences("job")).hasSize(2);
    }

    @Test
    void shouldTellWhichRequestsItWouldAnswerOtherwise() {
        scenario.close();
        scenario = start(EvaluatorScenario.with());
        Requests requests = Requests.in(scenario);
        tryOut(Bundles.version(1, houseFiles()));

        requests.ask("order-17");

        assertThat(scenario.admissions("order-17"))
                .extracting(admission -> admission.getOutcome())
                .containsExactly(AdmissionOutcome.DENIED);
        assertThat(scenario.differences("order-17")).singleElement().satisfies(difference -> {
            assertThat(difference.getTriggerKind()).isEqualTo(TriggerKind.REQUEST);
            assertThat(difference.getAdmission()).isEqualTo(AdmissionOutcome.DENIED);
            assertThat(difference.getShadowAdmission()).isEqualTo(AdmissionOutcome.ADMITTED);
            assertThat(difference.getFindings())
                    .extracting(finding -> finding.getCode())
                    .containsExactly("ADMISSION_NOT_FORESEEN");
        });
    }

    private static Ruleset houseFiles() {
        try {
            return Ruleset.baselineAnd(java.nio.file.Path.of("..", "docs", "examples", "admission"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldForgetWhatItToldOfAnExecutionWithIt() {
        Executor executor = scenario.leased("job");
        tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
        executor.acknowledge(scenario.commands("job").get(0), dev.holdfast.record.AcknowledgmentStage.EFFECTIVE);
        assertThat(scenario.commands("job").get(0).getAction()).isEqualTo(ControlAction.HALT);
        assertThat(scenario.shadow()).containsKey("job");

        scenario.leap(Duration.ofHours(2));
        scenario.advance(Duration.ofSeconds(1));

        assertThat(scenario.standing("job")).isNull();
        assertThat(scenario.shadow()).doesNotContainKey("job");
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

    private static RulesetRecord with(RulesetRecord ruleset, java.util.function.Consumer<RulesetRecord> change) {
        change.accept(ruleset);
        return ruleset;
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

    @ParameterizedTest
    @MethodSource("bad")
    void shouldRefuseAndGoOnWithTheTrialThatIs(Bad bad) {
        Ruleset onTrial = Bundles.barring("nobody");
        tryOut(Bundles.version(2, onTrial));
        Executor executor = scenario.leased("job");

        scenario.send(bad.input().apply(scenario));
        scenario.advance(Duration.ofMillis(50));
        executor.beat();

        assertThat(sign().getShadowDigest()).isEqualTo(onTrial.digest());
        assertThat(scenario.differences("job")).isEmpty();
        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo(bad.reason());
            assertThat(letter.getDetail()).contains(bad.detail());
        });
        assertThat(scenario.ruleMetric("rulesets-refused-total")).isEqualTo(1);
        tryOut(Bundles.version(3, Bundles.barring("worker")));
        executor.beat();
        assertThat(scenario.differences("job")).hasSize(1);
    }
}
