package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.PolicyAuthors;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules on trial beside those in force: what they tell, and that they decide nothing. */
class ShadowTest {
    private EvaluatorScenario scenario;
    private PolicyAuthors authors;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
        authors = PolicyAuthors.in(scenario);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldTellOnceWhereItWouldDecideOtherwiseAndActOnNothing() {
        Executor executor = scenario.leased("job");
        Ruleset ruleset = Bundles.barring("worker");
        authors.tryOut(Bundles.version(1, ruleset));
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
        EvaluatorLiveness sign = authors.sign();
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
        authors.tryOut(Bundles.version(1, Bundles.barring("nobody")));

        executor.beatFor(3);
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.differences("job")).isEmpty();
        assertThat(authors.sign().getShadowCompared()).isEqualTo(4);
        assertThat(authors.sign().getShadowDiffering()).isZero();
    }

    @Test
    void shouldTellWhenTheyAgreeAgain() {
        Executor executor = scenario.leased("job");
        authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        authors.publish(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);

        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.differences("job"))
                .extracting(ShadowDifference::getDiffers)
                .containsExactly(true, false);
    }

    @Test
    void shouldTellWhichRequestsItWouldAnswerOtherwise() {
        Requests requests = Requests.in(scenario);
        authors.tryOut(Bundles.version(1, houseFiles()));

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
            return Ruleset.baselineAnd(Path.of("..", "docs", "examples", "admission"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldForgetWhatItToldOfAnExecutionWithIt() {
        Executor executor = scenario.leased("job");
        authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
        executor.beatFor(1);
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
        executor.acknowledge(scenario.commands("job").get(0), AcknowledgmentStage.EFFECTIVE);
        assertThat(scenario.commands("job").get(0).getAction()).isEqualTo(ControlAction.HALT);
        assertThat(scenario.shadow()).containsKey("job");

        scenario.leap(Duration.ofHours(2));
        scenario.advance(Duration.ofSeconds(1));

        assertThat(scenario.standing("job")).isNull();
        assertThat(scenario.shadow()).doesNotContainKey("job");
    }

    @Test
    void shouldNotHoldGrantsToTheDigestOfATrial() {
        scenario.grant("bound", grant -> grant.setPolicyDigest(ScenarioSetup.rulesetDigest()));
        Executor executor = scenario.executor("bound");
        authors.tryOut(Bundles.version(1, Bundles.barring("nobody")));

        executor.beat();
        executor.beatFor(2);

        assertThat(scenario.standing("bound")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.differences("bound")).isEmpty();
    }

    @Test
    void shouldChangeNothingThatDecides() {
        try (EvaluatorScenario agreeing = EvaluatorScenario.start();
                EvaluatorScenario failing = EvaluatorScenario.start()) {
            authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
            PolicyAuthors.in(agreeing).tryOut(Bundles.version(1, Bundles.barring("nobody")));
            PolicyAuthors.in(failing).tryOut(Bundles.version(1, Bundles.failing()));

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

    @Test
    void shouldTellTheSameInAReplay() {
        authors.tryOut(Bundles.version(1, Bundles.barring("worker")));
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
}
