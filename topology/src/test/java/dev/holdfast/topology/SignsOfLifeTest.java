package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Bundles.barring;
import static dev.holdfast.topology.scenario.Bundles.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Role;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.trust.signature.AgreementKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
    private final EvaluatorScenario scenario = EvaluatorScenario.start();

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldTellOnceASecondThatItLives() {
        Instant start = scenario.wallClock();

        scenario.advance(Duration.ofMillis(10_040));

        List<EvaluatorLiveness> signs = scenario.signsOfLife();
        assertThat(signs)
                .extracting(EvaluatorLiveness::getSequence)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(signs).extracting(EvaluatorLiveness::getLagMillis).containsOnly(0L);
        assertThat(signs).extracting(EvaluatorLiveness::getPartition).containsOnly(0);
        assertThat(signs)
                .extracting(EvaluatorLiveness::getAgreementKey)
                .containsOnly(
                        ByteBuffer.wrap(AgreementKey.derivedFrom(Keys.EVALUATOR).publicKey()));
        assertThat(signs.get(0).getSentAt()).isBetween(start, start.plusMillis(100));
        assertThat(signs).extracting(EvaluatorLiveness::getSentAt).isSortedAccordingTo(Instant::compareTo);
    }

    @Test
    void shouldNotPutItAmongWhatItDecides() {
        scenario.leased("job-1").beatFor(5);

        assertThat(scenario.signsOfLife()).isNotEmpty();
        assertThat(scenario.outputs()).noneMatch(output -> output.topic() == Topic.EVALUATORS);
    }

    @Test
    void shouldTellHowFarBehindItIs() {
        Executor executor = scenario.leased("job-1");
        executor.beatFor(2);
        Instant behind = scenario.now();
        scenario.holdTicks();
        for (int beat = 1; beat <= 10; beat++) {
            // Taken 800 ms apart and appended 400 ms apart: the evaluator falls behind.
            scenario.advance(Duration.ofMillis(800));
            scenario.sendAt(executor.heartbeat(heartbeat -> {}), behind.plusMillis(400L * beat));
        }

        scenario.advance(Duration.ofSeconds(1));

        assertThat(scenario.signsOfLife().get(last()).getLagMillis()).isBetween(3_000L, 4_000L);
        scenario.advance(Duration.ofSeconds(5));
        assertThat(scenario.signsOfLife().get(last()).getLagMillis())
                .as("nothing came any more")
                .isZero();
    }

    @Test
    void shouldCountAnewAfterARestart() {
        scenario.leased("job-1").beatFor(3);
        try (var after = EvaluatorScenario.with()
                .startsAt(scenario.wallClock())
                .stored(scenario.store())
                .start()) {

            after.advance(Duration.ofMillis(1_500));

            assertThat(after.signsOfLife())
                    .extracting(EvaluatorLiveness::getSequence)
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void shouldTellWhichRulesetWaitsAndNoMoreOnceItIsInForce() {
        vouchForAuthors();
        RulesetRecord later = version(1, barring("worker"));
        later.setActivateAt(scenario.now().plusMillis(5_000));

        scenario.send(scenario.rulesetRecord(later, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));

        EvaluatorLiveness waiting = scenario.signsOfLife().get(last());
        assertThat(waiting.getPendingVersion()).isEqualTo(1);
        assertThat(waiting.getPendingDigest()).isEqualTo(later.getDigest());
        assertThat(waiting.getPendingActivateAt()).isEqualTo(later.getActivateAt());
        assertThat(waiting.getRulesetVersion()).isZero();
        assertThat(waiting.getRefusedReason()).isEmpty();
        scenario.advance(Duration.ofMillis(6_000));
        EvaluatorLiveness decides = scenario.signsOfLife().get(last());
        assertThat(decides.getRulesetVersion()).isEqualTo(1);
        assertThat(decides.getPendingVersion()).isZero();
        assertThat(decides.getPendingDigest()).isEmpty();
    }

    @Test
    void shouldTellWhichRulesetWasRefusedAndWhy() {
        vouchForAuthors();
        scenario.send(scenario.rulesetRecord(version(5, barring("nobody")), Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(1_100));

        scenario.send(scenario.rulesetRecord(version(4, barring("worker")), Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(1_100));

        EvaluatorLiveness told = scenario.signsOfLife().get(last());
        assertThat(told.getRefusedVersion()).isEqualTo(4);
        assertThat(told.getRefusedReason()).isEqualTo("GOVERNANCE_ROLLED_BACK");
        assertThat(told.getRefusedDetail()).contains("above 5");
        assertThat(told.getRulesetVersion()).isEqualTo(5);
    }

    @Test
    void shouldNotBelieveTheVersionOfARulesetWhoseSignerIsUnknown() {
        scenario.send(scenario.rulesetRecord(version(4, barring("worker")), Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(1_100));

        EvaluatorLiveness told = scenario.signsOfLife().get(last());
        assertThat(told.getRefusedReason()).isEqualTo("SIGNER_UNKNOWN");
        assertThat(told.getRefusedVersion()).isNull();
    }

    private void vouchForAuthors() {
        scenario.vouch(Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR));
    }

    private int last() {
        return scenario.signsOfLife().size() - 1;
    }
}
