package dev.holdfast.trust.execution;

import static dev.holdfast.record.TrustState.COMPLETED;
import static dev.holdfast.record.TrustState.DENIED;
import static dev.holdfast.record.TrustState.HALTED;
import static dev.holdfast.record.TrustState.PAUSED;
import static dev.holdfast.record.TrustState.PENDING;
import static dev.holdfast.record.TrustState.TRUSTED;
import static dev.holdfast.trust.testing.DecisionAssert.assertDecision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Phase;
import dev.holdfast.record.Severity;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import dev.holdfast.trust.testing.TestRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executions from their grant to their end. */
class LifeTest {

    @Test
    void shouldGiveTheFirstLeaseOnTheFirstHeartbeatAndNotOnTheGrant() {
        Scenario run = Scenario.begin();

        assertDecision(run.at(0).granted(TestGrants.sound()))
                .stayed(PENDING)
                .silent()
                .notLeased()
                .notable();
        assertDecision(run.at(100).beats())
                .moved(PENDING, TRUSTED)
                .judged(VerdictKind.TRUSTED)
                .silent()
                .leasedAtOnce(1, 10_000);

        assertThat(run.state().getEpoch()).isZero();
    }

    @Test
    void shouldRenewALeaseOnceHalfOfItIsUsed() {
        Scenario run = Scenario.running();

        for (int second = 1; second <= 4; second++) {
            assertDecision(run.at(second * 1_000L).beats())
                    .stayed(TRUSTED)
                    .notLeased()
                    .unremarkable();
        }
        assertDecision(run.at(4_999).beats()).notLeased();
        assertDecision(run.at(5_000).beats()).stayed(TRUSTED).renewed(7, 10_000);
        assertDecision(run.at(6_000).beats()).notLeased();
    }

    @Test
    void shouldGiveALeaseAtOnceToAnExecutorThatStandsWithoutOne() {
        Scenario run = Scenario.running();

        assertDecision(run.at(1_000).beats(heartbeat -> heartbeat.setStanding(Standing.WAITING)))
                .stayed(TRUSTED)
                .leasedAtOnce(2, 10_000);
    }

    @Test
    void shouldLeaseNoLongerThanTheGrantLasts() {
        Scenario run = Scenario.begin();
        run.granted(TestGrants.sound());

        assertDecision(run.at(TestGrants.VALID_MILLIS - 1).beats()).leasedAtOnce(1, 1);
        assertDecision(run.at(TestGrants.VALID_MILLIS).beats())
                .moved(TRUSTED, HALTED)
                .commanded(ControlAction.HALT)
                .notLeased();
    }

    @Test
    void shouldNotAdmitBeforeTheGrantBegins() {
        Scenario run = Scenario.begin();
        run.at(-5_000).granted(TestGrants.sound());

        assertDecision(run.at(-1).beats())
                .stayed(PENDING)
                .judged(VerdictKind.INDETERMINATE)
                .notLeased();
        assertDecision(run.at(0).beats()).moved(PENDING, TRUSTED).leasedAtOnce(2, 10_000);
    }

    @Test
    void shouldPauseInSilenceAndResumeOnAHeartbeatWithRisingEpochs() {
        Scenario run = Scenario.running();

        assertDecision(run.at(2_999).ticks()).stayed(TRUSTED).silent().unremarkable();
        assertDecision(run.at(3_000).ticks()).moved(TRUSTED, PAUSED).commanded(ControlAction.PAUSE);
        assertThat(run.state().getEpoch()).isEqualTo(1);
        run.obeys();
        assertDecision(run.at(4_000).beats())
                .moved(PAUSED, TRUSTED)
                .commanded(ControlAction.RESUME)
                .leasedAtOnce(2, 10_000);
        assertThat(run.state().getEpoch()).isEqualTo(2);
        assertThat(run.state().getCommandFindings()).isEmpty();
    }

    @Test
    void shouldNotResumeBecauseADeadlinePassed() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.PAUSE));
        run.at(500).beats();
        run.rules(TestRules.NONE);

        assertDecision(run.at(600).ticks())
                .stayed(PAUSED)
                .judged(VerdictKind.TRUSTED)
                .silent()
                .notLeased();
    }

    @Test
    void shouldHaltAPauseThatOutlastsItsGraceAndNeverLeaveTheHalt() {
        Scenario run = Scenario.running();
        run.at(3_000).ticks();

        assertDecision(run.at(12_999).ticks()).stayed(PAUSED);
        assertDecision(run.at(13_000).ticks()).moved(PAUSED, HALTED).commanded(ControlAction.HALT);

        assertThat(run.state().getEpoch()).isEqualTo(2);
        run.rules(TestRules.NONE).obeys();
        assertDecision(run.at(14_000).beats()).stayed(HALTED).silent().notLeased();
        assertDecision(run.at(14_500).beats(heartbeat -> heartbeat.setStanding(Standing.RUNNING)))
                .stayed(HALTED)
                .repeated()
                .notLeased();
        assertDecision(run.at(15_000).granted(TestGrants.sound()))
                .stayed(HALTED)
                .silent();
        assertDecision(run.at(16_000).ticks()).stayed(HALTED).silent();
    }

    @Test
    void shouldRepeatACommandUntilItIsObeyed() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.PAUSE));

        assertDecision(run.at(1_000).beats()).commanded(ControlAction.PAUSE);
        assertDecision(run.at(2_000).beats()).stayed(PAUSED).repeated().unremarkable();
        assertDecision(run.at(2_500).ticks()).stayed(PAUSED).silent();
        run.obeys();
        assertDecision(run.at(3_000).beats()).stayed(PAUSED).silent();
        assertThat(run.state().getEpoch()).isEqualTo(1);
    }

    @Test
    void shouldCompleteWhenTheExecutorSaysSo() {
        Scenario run = Scenario.running();

        assertDecision(run.at(500).beats(heartbeat -> {
                    heartbeat.setPhase(Phase.ENDED);
                    heartbeat.setExitCode(3);
                }))
                .moved(TRUSTED, COMPLETED)
                .silent()
                .notLeased();

        assertThat(run.state().getExitCode()).isEqualTo(3);
        assertDecision(run.at(9_000_000).ticks()).stayed(COMPLETED).silent();
    }

    @Test
    void shouldHaltRatherThanCompleteWhatEndsInBreach() {
        Scenario run = Scenario.running().rules(TestRules.always(Severity.HALT));

        assertDecision(run.at(500).beats(heartbeat -> heartbeat.setPhase(Phase.ENDED)))
                .moved(TRUSTED, HALTED)
                .commanded(ControlAction.HALT);
    }

    @Test
    void shouldDenyWhatIsNotGrantedInTime() {
        Scenario run = Scenario.begin();

        assertDecision(run.at(4_999).ticks()).stayed(PENDING);
        assertDecision(run.at(5_000).ticks()).moved(PENDING, DENIED).commanded(ControlAction.DENY);

        assertThat(run.state().getEpoch()).isEqualTo(1);
        assertDecision(run.at(6_000).ticks()).stayed(DENIED).silent();
    }

    @Test
    void shouldReopenADenialForALateGrantAndNotDenyItAgain() {
        Scenario run = Scenario.begin();
        run.at(5_000).ticks();

        assertDecision(run.at(6_000).granted(TestGrants.sound()))
                .stayed(PENDING)
                .silent();
        assertDecision(run.at(7_000).beats()).moved(PENDING, TRUSTED).silent().leasedAtOnce(1, 10_000);

        assertThat(run.state().getEpoch()).describedAs("epochs only rise").isEqualTo(1);
        assertThat(run.state().getCommand()).isNull();
        assertThat(run.state().getCommandFindings()).isEmpty();
        assertThat(run.state().getEnforcement()).isEqualTo(Enforcement.NONE);
    }

    @Test
    void shouldKeepTheGrantItHas() {
        Scenario run = Scenario.running();

        assertDecision(run.at(100).granted(TestGrants.with(grant -> grant.setAgent("somebody else"))))
                .stayed(TRUSTED)
                .notable();

        assertThat(run.state().getGrant()).isEqualTo(TestGrants.sound());
    }

    @Test
    void shouldHaltWhatItsExecutorHasHalted() {
        Scenario run = Scenario.running();

        assertDecision(run.at(500).beats(heartbeat -> heartbeat.setStanding(Standing.HALTED)))
                .moved(TRUSTED, HALTED)
                .commanded(ControlAction.HALT);
    }

    @Test
    void shouldPauseForAnActionOutsideTheScopeWithoutAnyRule() {
        Scenario run = Scenario.running().rules(TestRules.NONE);

        assertDecision(run.at(500).beats(heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.deletion("/etc")))))
                .moved(TRUSTED, PAUSED)
                .judged(VerdictKind.INDETERMINATE)
                .commanded(ControlAction.PAUSE);

        assertThat(run.state().getScopeViolations()).containsExactly("file.delete /etc");
    }

    @Test
    void shouldKeepTheFirstSixteenViolationsAndCountThemAll() {
        Scenario run = Scenario.running();

        for (int i = 0; i < 20; i++) {
            String resource = "/" + i;
            run.at(i).beats(heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.deletion(resource))));
        }

        assertThat(run.state().getScopeViolationCount()).isEqualTo(20);
        assertThat(run.state().getScopeViolations())
                .hasSize(Observation.MAXIMUM_VIOLATIONS_KEPT)
                .last()
                .isEqualTo("file.delete /15");
    }

    @Test
    void shouldCountWhatIsUsedOfTheScopeOverTheWholeExecution() {
        Scenario run = Scenario.begin();
        run.granted(TestGrants.with(grant -> grant.setScope(List.of(TestGrants.rule("http.get", "*", 3L)))));

        run.at(0).beats(heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(2))));
        assertDecision(run.at(100).beats(heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(1)))))
                .stayed(TRUSTED);
        assertDecision(run.at(200).beats(heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(1)))))
                .moved(TRUSTED, PAUSED);

        assertThat(run.state().getScopeUse()).containsExactly(3L);
    }

    @ParameterizedTest
    @CsvSource({
        "PAUSED, PAUSED, PAUSE, PARENT_PAUSED",
        "HALTED, HALTED, HALT, PARENT_HALTED",
        "DENIED, HALTED, HALT, PARENT_HALTED",
        "COMPLETED, HALTED, HALT, PARENT_ENDED"
    })
    void shouldNotLetAChildGoOnWithoutItsParent(TrustState parent, TrustState to, ControlAction command, String code) {
        Scenario run = Scenario.beginChild(TRUSTED).rules(TestRules.NONE);
        run.granted(TestGrants.with(grant -> grant.setExecutionId("order-17/fetch")));
        assertDecision(run.at(0).beats()).moved(PENDING, TRUSTED).leasedAtOnce(1, 10_000);

        assertDecision(run.parent(parent).at(100).happens(new Occurrence.ParentMoved()))
                .moved(TRUSTED, to)
                .commanded(command);
        assertThat(run.state().getFindings()).extracting(Finding::getCode).containsExactly(code);
    }

    @Test
    void shouldHaltWhatIsRevokedWhateverTheRulesSay() {
        Scenario run = Scenario.running().rules(TestRules.NONE).revoked("r-1: the image is broken");

        assertDecision(run.at(100).happens(new Occurrence.GovernanceChanged()))
                .moved(TRUSTED, HALTED)
                .commanded(ControlAction.HALT);
        assertThat(run.state().getFindings()).extracting(Finding::getCode).containsExactly("REVOKED");
    }

    @Test
    void shouldKeepRevokedWhatWasRevokedOnce() {
        Scenario run = Scenario.begin().rules(TestRules.NONE).revoked("r-1: stolen");
        run.granted(TestGrants.sound());

        assertThat(run.revoked("").at(100).beats().verdict().findings())
                .extracting(found -> found.code())
                .contains("REVOKED");
    }

    @Test
    void shouldNotTrustAnExecutorThatCannotDoWhatItMayBeTold() {
        Scenario run = Scenario.begin().rules(TestRules.NONE);
        run.granted(TestGrants.with(grant -> grant.setRequiredCapabilities(List.of(Capability.FREEZE))));

        assertDecision(run.at(0).beats()).moved(PENDING, HALTED).notLeased();
        assertThat(run.state().getFindings()).extracting(Finding::getCode).containsExactly("CAPABILITY_MISSING");
    }

    @Test
    void shouldNotTrustAnExecutorThatCannotDoWhatTheRulesMayOrder() {
        Scenario run = Scenario.begin().rules(TestRules.requiring(Capability.FREEZE));
        run.granted(TestGrants.sound());

        assertDecision(run.at(0).beats()).moved(PENDING, HALTED).notLeased();
        assertThat(run.state().getFindings()).extracting(Finding::getCode).containsExactly("CAPABILITY_MISSING");
    }

    @Test
    void shouldTrustAnExecutorThatCanDoWhatTheRulesMayOrder() {
        Scenario run = Scenario.begin().rules(TestRules.requiring(Capability.FREEZE));
        run.granted(TestGrants.sound());

        assertDecision(run.at(0)
                        .beats(heartbeat -> heartbeat.setCapabilities(
                                List.of(Capability.PAUSE, Capability.KILL, Capability.FREEZE))))
                .moved(PENDING, TRUSTED);
    }

    @Test
    void shouldTrustAnExecutorThatCanDoMoreThanItMust() {
        Scenario run = Scenario.begin().rules(TestRules.NONE);
        run.granted(TestGrants.sound());

        assertDecision(run.at(0)
                        .beats(heartbeat -> heartbeat.setCapabilities(
                                List.of(Capability.FREEZE, Capability.KILL, Capability.PAUSE))))
                .moved(PENDING, TRUSTED);
    }

    @Test
    void shouldNoteTheGapTheSkewAndTheLastWord() {
        Scenario run = Scenario.running();

        run.at(1_000).beats(heartbeat -> {
            heartbeat.setSequence(5);
            heartbeat.setSentAt(Instant.ofEpochMilli(run.now() - 250));
            heartbeat.setEvidence(Map.of("image", "1"));
            heartbeat.setCounters(Map.of("cpu.millis", 9L));
        });

        assertThat(run.state().getSequenceGap()).isEqualTo(3);
        assertThat(run.state().getClockSkewMillis()).isEqualTo(-250);
        assertThat(run.state().getEvidence()).containsExactly(Map.entry("image", "1"));
        assertThat(run.state().getCounters()).containsExactly(Map.entry("cpu.millis", 9L));
        assertThat(run.state().getLastHeartbeatAt()).isEqualTo(run.now());
    }
}
