package dev.holdfast.trust.execution;

import static dev.holdfast.record.TrustState.HALTED;
import static dev.holdfast.record.TrustState.PAUSED;
import static dev.holdfast.record.TrustState.TRUSTED;
import static dev.holdfast.trust.testing.DecisionAssert.assertDecision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Finding;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRules;
import org.junit.jupiter.api.Test;

/** Executions that an operator pauses, resumes or halts, and their children. */
class OrderedLifeTest {
    @Test
    void shouldPauseForAnOperatorUntilTheOperatorSaysOtherwise() {
        Scenario run = Scenario.running().rules(TestRules.NONE);

        assertDecision(run.at(100).happens(new Occurrence.Ordered(OrderAction.PAUSE, "o-1 by alice: a look")))
                .moved(TRUSTED, PAUSED);
        assertDecision(run.obeys().at(1_000).beats()).stayed(PAUSED).notLeased();
        assertDecision(run.at(1_500).happens(new Occurrence.Ordered(OrderAction.RESUME, "o-2 by alice: seen")))
                .stayed(PAUSED)
                .silent();
        assertDecision(run.at(2_000).beats()).moved(PAUSED, TRUSTED).commanded(ControlAction.RESUME);
    }

    @Test
    void shouldHoldAnOperatorsPauseForLongerThanTheGrace() {
        Scenario run = Scenario.running();
        run.at(100).happens(new Occurrence.Ordered(OrderAction.PAUSE, "o-1 by alice: a look"));
        run.obeys();

        for (long at = 1_000; at <= 60_000; at += 1_000) {
            assertDecision(run.at(at).beats()).stayed(PAUSED);
        }
        run.at(60_500).happens(new Occurrence.Ordered(OrderAction.RESUME, "o-2 by alice: seen"));

        assertDecision(run.at(61_000).beats()).moved(PAUSED, TRUSTED).commanded(ControlAction.RESUME);
    }

    @Test
    void shouldCountTheGraceOfASilentExecutorFromTheResumeOn() {
        Scenario run = Scenario.running();
        run.at(100).happens(new Occurrence.Ordered(OrderAction.PAUSE, "o-1 by alice: a look"));
        assertDecision(run.at(40_000).ticks()).stayed(PAUSED);
        run.at(60_000).happens(new Occurrence.Ordered(OrderAction.RESUME, "o-2 by alice: seen"));

        assertDecision(run.at(69_999).ticks()).stayed(PAUSED);
        assertDecision(run.at(70_000).ticks()).moved(PAUSED, HALTED);
    }

    @Test
    void shouldNotLetAnOrderToResumeThatResumesNothingProlongTheGrace() {
        Scenario run = Scenario.running().rules(TestRules.SENSIBLE);
        run.at(3_000).ticks();
        assertThat(run.state().getState()).isEqualTo(PAUSED);
        run.at(12_000).happens(new Occurrence.Ordered(OrderAction.RESUME, "o-1 by alice: go on"));

        assertDecision(run.at(13_000).ticks()).moved(PAUSED, HALTED);
    }

    @Test
    void shouldHoldAChildWhoseParentAnOperatorHolds() {
        Scenario run = child();
        run.held("o-1 by alice: a look").parent(TrustState.PAUSED);

        assertDecision(run.at(100).happens(new Occurrence.ParentMoved()))
                .moved(TRUSTED, PAUSED)
                .commanded(ControlAction.PAUSE);
        assertThat(run.state().getFindings())
                .extracting(found -> found.getCode())
                .contains("OPERATOR_PAUSE", "PARENT_PAUSED");
        run.obeys();
        for (long at = 1_000; at <= 30_000; at += 1_000) {
            assertDecision(run.at(at).beats()).stayed(PAUSED);
        }
        run.held("").at(31_000).beats();
        run.parent(TRUSTED);
        assertDecision(run.at(32_000).beats()).moved(PAUSED, TRUSTED);
    }

    @Test
    void shouldHaltAChildWhoseParentTheRulesPauseAfterItsGrace() {
        Scenario run = child();
        run.parent(TrustState.PAUSED).at(100).happens(new Occurrence.ParentMoved());
        run.obeys();
        for (long at = 1_000; at <= 10_000; at += 1_000) {
            assertDecision(run.at(at).beats()).stayed(PAUSED);
        }

        assertDecision(run.at(10_100).ticks()).moved(PAUSED, HALTED);
    }

    private static Scenario child() {
        Scenario run = Scenario.beginChild(TRUSTED);
        run.at(0).granted(TestGrants.with(grant -> grant.setExecutionId(TestGrants.EXECUTION + "/fetch")));
        run.beats();
        run.runs();
        assertThat(run.state().getState()).isEqualTo(TRUSTED);
        return run;
    }

    @Test
    void shouldNotLetAnOperatorResumeWhatTheRulesPaused() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.PAUSE));
        run.at(100).beats();

        run.at(200).happens(new Occurrence.Ordered(OrderAction.RESUME, "o-2 by alice: go on"));

        assertDecision(run.obeys().at(1_000).beats()).stayed(PAUSED).notLeased();
    }

    @Test
    void shouldNotLetAnOperatorResumeWhatWasHalted() {
        Scenario run = Scenario.running().rules(TestRules.NONE);
        run.at(100).happens(new Occurrence.Ordered(OrderAction.HALT, "o-1 by alice: enough"));
        assertThat(run.state().getFindings()).extracting(Finding::getCode).containsExactly("OPERATOR_HALT");

        run.at(200).happens(new Occurrence.Ordered(OrderAction.RESUME, "o-2 by alice: go on"));

        assertDecision(run.obeys().at(1_000).beats()).stayed(HALTED).notLeased();
    }
}
