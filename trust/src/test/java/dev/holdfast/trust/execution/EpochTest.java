package dev.holdfast.trust.execution;

import static dev.holdfast.record.AcknowledgmentStage.EFFECTIVE;
import static dev.holdfast.record.AcknowledgmentStage.RECEIVED;
import static dev.holdfast.record.TrustState.HALTED;
import static dev.holdfast.record.TrustState.PAUSED;
import static dev.holdfast.record.TrustState.TRUSTED;
import static dev.holdfast.trust.testing.DecisionAssert.assertDecision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRules;
import org.junit.jupiter.api.Test;

/** Epochs, and how far the command of the standing one has come. */
class EpochTest {

    @Test
    void shouldRaiseItsEpochAboveACommandItNeverGave() {
        Scenario run = Scenario.running();

        run.obeys(ControlAction.PAUSE, 4);

        assertDecision(run.at(1_000).beats())
                .stayed(TRUSTED)
                .silent()
                .leasedAtOnce(2, 10_000)
                .notable();
        assertThat(run.state().getEpoch())
                .describedAs("the lease must outrank the command that the executor obeys")
                .isEqualTo(5);
    }

    @Test
    void shouldPutItOnRecordThatTheExecutorObeysWhatWasNeverGiven() {
        Scenario run = Scenario.running();
        run.obeys(ControlAction.RESUME, 4);

        assertDecision(run.at(1_000).beats()).stayed(TRUSTED).notLeased().notable();
        assertDecision(run.at(1_100).beats()).stayed(TRUSTED).notLeased().unremarkable();
        assertThat(run.state().getEpoch()).isEqualTo(5);
    }

    @Test
    void shouldHaltAgainAboveACommandThatOvertookTheHalt() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();
        assertThat(run.state().getEpoch()).isEqualTo(1);
        run.acknowledges(ControlAction.HALT, 1, RECEIVED);

        // Of a transaction that was aborted: a pause and a resumption, which the executor has obeyed.
        run.obeys(ControlAction.RESUME, 2);

        assertDecision(run.at(2_000).beats()).stayed(HALTED).repeated().notable();
        assertThat(run.state().getEpoch()).isEqualTo(3);
        assertThat(run.state().getEnforcement())
                .describedAs("nobody has confirmed the halt of this epoch")
                .isEqualTo(Enforcement.ORDERED);
        assertDecision(run.at(3_000).beats()).repeated();
        run.acknowledges(ControlAction.HALT, 3, EFFECTIVE);
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
    }

    @Test
    void shouldPauseAgainAboveAResumptionItNeverGave() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.PAUSE));
        run.at(1_000).beats();
        run.obeys(ControlAction.RESUME, 2);

        assertDecision(run.at(2_000).beats()).stayed(PAUSED).repeated();
        assertThat(run.state().getEpoch()).isEqualTo(3);
    }

    @Test
    void shouldHaltAgainWhereAnotherCommandOfTheSameEpochIsObeyed() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();
        run.obeys(ControlAction.RESUME, 1);

        assertDecision(run.at(2_000).beats()).stayed(HALTED).repeated().notable();
        assertThat(run.state().getEpoch()).isEqualTo(2);
        run.obeys(ControlAction.HALT, 2);
        assertDecision(run.at(3_000).beats()).stayed(HALTED).silent().unremarkable();
        assertThat(run.state().getEpoch()).isEqualTo(2);
    }

    @Test
    void shouldLeaseAboveAPauseOfTheSameEpochAsTheResumption() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.at(4_000).beats();
        assertThat(run.state().getEpoch()).isEqualTo(2);
        run.obeys(ControlAction.PAUSE, 2);

        assertDecision(run.at(5_000).beats())
                .stayed(TRUSTED)
                .leasedAtOnce(3, 10_000)
                .notable();
        assertThat(run.state().getEpoch()).isEqualTo(3);
    }

    @Test
    void shouldKeepItsEpochWhileTheExecutorDoesAsItWasTold() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.obeys(ControlAction.PAUSE, 1);
        run.at(4_000).beats();
        run.obeys(ControlAction.RESUME, 2);
        run.at(5_000).beats();
        run.at(6_000).beats();

        assertThat(run.state().getEpoch()).isEqualTo(2);
    }

    @Test
    void shouldNotAskForAResumptionToBeConfirmedAgain() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.at(4_000).beats();
        run.acknowledges(ControlAction.RESUME, 2, EFFECTIVE);
        run.obeys(ControlAction.RESUME, 6);

        assertDecision(run.at(5_000).beats()).stayed(TRUSTED).silent().notable();
        assertThat(run.state().getEpoch()).isEqualTo(7);
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
    }

    @Test
    void shouldKeepHaltedWhatWasHaltedByACommandItNeverGave() {
        Scenario run = Scenario.running();
        run.obeys(ControlAction.HALT, 1);

        assertDecision(run.at(1_000).beats()).moved(TRUSTED, HALTED).commanded(ControlAction.HALT);

        assertThat(run.state().getEpoch()).isGreaterThan(1);
        assertThat(run.state().getFindings()).extracting(Finding::getCode).containsExactly("EXECUTOR_HALTED");
    }

    @Test
    void shouldNotLowerItsEpochToAnExecutorThatLagsBehind() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.at(4_000).beats();
        assertThat(run.state().getEpoch()).isEqualTo(2);

        run.at(5_000).beats(heartbeat -> heartbeat.setObeyedEpoch(0));

        assertThat(run.state().getEpoch()).isEqualTo(2);
    }

    @Test
    void shouldFollowACommandFromOrderToEffect() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.ORDERED);
        assertThat(run.state().getEffectiveAfterMillis()).isEqualTo(-1);

        assertDecision(run.at(3_010).acknowledges(ControlAction.PAUSE, 1, RECEIVED))
                .notable();
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.RECEIVED);
        assertDecision(run.at(3_020).acknowledges(ControlAction.PAUSE, 1, RECEIVED))
                .unremarkable();
        assertDecision(run.at(3_040).acknowledges(ControlAction.PAUSE, 1, EFFECTIVE))
                .notable();

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
        assertThat(run.state().getEffectiveAfterMillis()).isEqualTo(40);
    }

    @Test
    void shouldNeverTakeAnEffectBack() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.at(3_040).acknowledges(ControlAction.PAUSE, 1, EFFECTIVE);

        assertDecision(run.at(3_050).acknowledges(ControlAction.PAUSE, 1, RECEIVED))
                .unremarkable();
        assertDecision(run.at(3_060).acknowledges(ControlAction.PAUSE, 1, EFFECTIVE))
                .unremarkable();

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
        assertThat(run.state().getEffectiveAfterMillis()).isEqualTo(40);
    }

    @Test
    void shouldNotTakeAnAnswerToAnotherCommandForOneToThis() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.at(13_000).ticks();
        assertThat(run.state().getCommand()).isEqualTo(ControlAction.HALT);

        run.acknowledges(ControlAction.PAUSE, 1, EFFECTIVE);
        run.acknowledges(ControlAction.HALT, 1, EFFECTIVE);
        run.acknowledges(ControlAction.PAUSE, 2, EFFECTIVE);
        run.acknowledges(ControlAction.HALT, 3, EFFECTIVE);

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.ORDERED);
    }

    @Test
    void shouldNotTakeAnAnswerForOneWhereNothingWasCommanded() {
        Scenario run = Scenario.running();

        assertDecision(run.at(100).acknowledges(ControlAction.HALT, 0, EFFECTIVE))
                .stayed(TRUSTED)
                .unremarkable();

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.NONE);
    }

    @Test
    void shouldNotTakeAnotherProcessesWordForAHalt() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();

        assertDecision(run.at(1_010).acknowledges("process-b", ControlAction.HALT, 1, EFFECTIVE))
                .unremarkable();
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.ORDERED);

        run.at(1_020).acknowledges(ControlAction.HALT, 1, EFFECTIVE);
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
    }

    @Test
    void shouldBelieveAnExecutorThatHasNotSentAHeartbeatYet() {
        Scenario run = Scenario.begin().rules(TestRules.always(Severity.HALT));
        run.granted(TestGrants.sound());

        run.at(10).acknowledges(ControlAction.HALT, 1, EFFECTIVE);

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
    }

    @Test
    void shouldStartAnewWithEachCommand() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();
        run.at(3_040).acknowledges(ControlAction.PAUSE, 1, EFFECTIVE);

        run.at(13_000).ticks();

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.ORDERED);
        assertThat(run.state().getEffectiveAfterMillis()).isEqualTo(-1);
    }

    @Test
    void shouldEscalateWhatIsNotConfirmedInTimeAndSendItAgain() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();

        assertDecision(run.at(5_999).ticks()).silent().unremarkable();
        assertDecision(run.at(6_000).ticks()).repeated().escalated(1, false).notable();

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.UNCONFIRMED);
        assertThat(run.state().getEpoch()).describedAs("the same command").isEqualTo(1);
    }

    @Test
    void shouldEscalateMoreAndMoreSeldom() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();
        run.at(6_000).ticks();

        assertDecision(run.at(15_999).ticks()).silent();
        assertDecision(run.at(16_000).ticks()).escalated(2, false);
        assertDecision(run.at(35_999).ticks()).silent();
        assertDecision(run.at(36_000).ticks()).escalated(3, false);
    }

    @Test
    void shouldSayThatAnUnconfirmedCommandWasReceived() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();
        run.at(1_010).acknowledges(ControlAction.HALT, 1, RECEIVED);

        assertDecision(run.at(6_000).ticks()).escalated(1, true);
        run.at(6_010).acknowledges(ControlAction.HALT, 1, RECEIVED);
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.UNCONFIRMED);
        run.at(6_020).acknowledges(ControlAction.HALT, 1, EFFECTIVE);

        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
        assertThat(run.state().getEffectiveAfterMillis()).isEqualTo(5_020);
    }

    @Test
    void shouldNotEscalateWhatIsConfirmed() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));
        run.at(1_000).beats();
        run.at(1_020).acknowledges(ControlAction.HALT, 1, EFFECTIVE);

        assertDecision(run.at(60_000).ticks()).silent().unremarkable();
    }

    @Test
    void shouldNotAskForProofThatWhatWasNeverLeasedHasStopped() {
        Scenario run = Scenario.begin().rules(TestRules.always(Severity.HALT));
        run.granted(TestGrants.sound());

        assertDecision(run.at(60_000).ticks()).silent();
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.ORDERED);
    }
}
