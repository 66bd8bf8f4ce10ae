package dev.holdfast.trust.execution;

import static dev.holdfast.trust.testing.TestGrants.START;
import static dev.holdfast.trust.testing.TestGrants.VALID_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Deadline;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Timing.Due;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRules;
import dev.holdfast.trust.testing.TestStates;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimingTest {

    @Test
    void shouldNotLookAtTheGraceWhileAnOperatorHoldsAPause() {
        ExecutionState state = TestStates.fresh();
        state.setGrant(TestGrants.sound());
        state.setState(TrustState.PAUSED);
        state.setSince(START);
        long grace = TestGrants.sound().getGraceMillis();
        assertThat(Timing.next(state, START)).isEqualTo(new Due(Deadline.PAUSE_END, START + grace));

        state.setOperatorPause("o-1 by alice: a look");
        assertThat(Timing.next(state, START)).isEqualTo(new Due(Deadline.GRANT_END, START + VALID_MILLIS));
        assertThat(Timing.stands(state, Deadline.PAUSE_END, START + grace)).isFalse();

        state.setOperatorPause("");
        state.setHeldAt(START + 700);
        assertThat(Timing.next(state, START + 700)).isEqualTo(new Due(Deadline.PAUSE_END, START + 700 + grace));
        assertThat(Timing.stands(state, Deadline.PAUSE_END, START + grace)).isFalse();
        assertThat(Timing.stands(state, Deadline.PAUSE_END, START + 700 + grace))
                .isTrue();
    }

    @Test
    void shouldWaitForAGrant() {
        assertThat(Timing.next(TestStates.fresh(), START)).isEqualTo(new Due(Deadline.GRANT_MISSING, START + 5_000));
    }

    @Test
    void shouldLookAtTheGrantsEndBeforeTheFirstHeartbeat() {
        ExecutionState state = TestStates.fresh();
        state.setGrant(TestGrants.sound());

        assertThat(Timing.next(state, START)).isEqualTo(new Due(Deadline.GRANT_END, START + VALID_MILLIS));
    }

    @ParameterizedTest(name = "looked at {0} ms after the heartbeat: next at {1}")
    @CsvSource({
        "0, 2000",
        "1, 2000",
        "1999, 2000",
        "2000, 3000",
        "2999, 3000",
        "3000, 4000",
        "3001, 4000",
        "99999, 100000"
    })
    void shouldLookWheneverAnotherHeartbeatIsMissedFromTheSecondOn(long after, long next) {
        ExecutionState state = TestStates.beating(TestGrants.sound(), change -> change.setState(TrustState.TRUSTED));

        assertThat(Timing.next(state, START + after)).isEqualTo(new Due(Deadline.HEARTBEAT, START + next));
    }

    @Test
    void shouldLookAtTheInstantAtWhichSilenceIsNoLongerBelieved() {
        Scenario run = Scenario.running();

        run.at(run.dueAfter()).ticks();

        assertThat(run.dueAfter()).isEqualTo(3_000);
        assertThat(run.at(2_999).ticks().to()).isEqualTo(TrustState.TRUSTED);
        assertThat(run.at(3_000).ticks().to()).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldLookAtTheEndOfAPause() {
        ExecutionState state = TestStates.beating(
                TestGrants.with(grant -> {
                    grant.setGraceMillis(1_500);
                }),
                change -> {
                    change.setState(TrustState.PAUSED);
                    change.setSince(START + 100);
                });

        assertThat(Timing.next(state, START + 100)).isEqualTo(new Due(Deadline.PAUSE_END, START + 1_600));
    }

    @ParameterizedTest
    @EnumSource(
            value = TrustState.class,
            names = {"PENDING", "TRUSTED"})
    void shouldNotLookForTheEndOfAPauseThatIsNone(TrustState stands) {
        ExecutionState state = TestStates.beating(
                TestGrants.with(grant -> {
                    grant.setGraceMillis(1_500);
                }),
                change -> change.setState(stands));

        assertThat(Timing.next(state, START)).isEqualTo(new Due(Deadline.HEARTBEAT, START + 2_000));
    }

    @Test
    void shouldLookAtTheGrantsEndWhenThatIsNext() {
        ExecutionState state = TestStates.beating(TestGrants.sound(), change -> {
            change.setState(TrustState.TRUSTED);
            change.setLastHeartbeatAt(START + VALID_MILLIS - 10);
        });

        assertThat(Timing.next(state, START + VALID_MILLIS - 10))
                .isEqualTo(new Due(Deadline.GRANT_END, START + VALID_MILLIS));
    }

    @ParameterizedTest(name = "{0}, ended {1} ms after the start")
    @CsvSource({
        "HALTED, 100, 3660000",
        "COMPLETED, 3600000, 3660000",
        "HALTED, 3600001, 3660001",
        "COMPLETED, 9000000, 9060000"
    })
    void shouldKeepAFinishedExecutionUntilItsGrantCannotBeReplayed(TrustState stands, long ended, long next) {
        ExecutionState state = TestStates.beating(TestGrants.sound(), change -> {
            change.setState(stands);
            change.setSince(START + ended);
        });

        assertThat(Timing.next(state, START + ended)).isEqualTo(new Due(Deadline.RETENTION_END, START + next));
    }

    @Test
    void shouldKeepAFinishedExecutionThoughItsGrantIsAsLongAsAnyMayBe() {
        ExecutionState state = TestStates.beating(
                TestGrants.with(grant -> grant.setNotAfter(Instant.ofEpochMilli(Limits.INSTANT_MAXIMUM_MILLIS))),
                change -> change.setState(TrustState.HALTED));

        assertThat(Timing.next(state, START))
                .isEqualTo(new Due(Deadline.RETENTION_END, Limits.INSTANT_MAXIMUM_MILLIS + 60_000));
    }

    @Test
    void shouldKeepADenialForItsRetention() {
        ExecutionState state = TestStates.fresh();
        state.setState(TrustState.DENIED);

        assertThat(Timing.next(state, START)).isEqualTo(new Due(Deadline.RETENTION_END, START + 60_000));
    }

    @ParameterizedTest(name = "looked at {0} ms after the grant was missed: again after {1}")
    @CsvSource({"0, 1", "1, 1", "2, 2", "1000, 1000", "59999, 59999", "60000, 60000", "600000, 60000"})
    void shouldLookEverMoreRarelyAtWhatNoRuleEnds(long overdue, long again) {
        long now = START + 5_000 + overdue;

        assertThat(Timing.next(TestStates.fresh(), now)).isEqualTo(new Due(Deadline.GRANT_MISSING, now + again));
    }

    @Test
    void shouldNotLookAtOnceAtAPauseWithoutGrace() {
        ExecutionState state = TestStates.beating(TestGrants.with(grant -> grant.setGraceMillis(0)), change -> {
            change.setState(TrustState.PAUSED);
            change.setSince(START);
        });

        assertThat(Timing.next(state, START)).isEqualTo(new Due(Deadline.PAUSE_END, START + 1));
    }

    /** Whatever the rules say or do not say: nobody may be asked to look again at the same instant, or before it. */
    @Test
    void shouldAlwaysLieInTheFutureUntilTheStateLeavesTheStore() {
        var met = EnumSet.noneOf(Deadline.class);
        for (int round = 0; round < 300; round++) {
            Random random = Seeds.random(round);
            Scenario run = Scenario.begin().rules(random.nextBoolean() ? TestRules.NONE : TestRules.SENSIBLE);
            long interval = 100 + random.nextInt(3_000);
            boolean granted = random.nextInt(5) > 0;
            if (granted) {
                run.granted(TestGrants.with(grant -> {
                    grant.setGraceMillis(random.nextInt(3) * 4_000);
                    grant.setHeartbeatIntervalMillis((int) interval);
                    grant.setNotAfter(grant.getNotBefore().plusMillis(1 + random.nextInt(60_000)));
                }));
            }
            for (int beats = granted ? random.nextInt(4) : 0; beats > 0; beats--) {
                run.at(run.now() - START + random.nextInt(2_000)).beats();
            }
            for (int step = 0; step < 60; step++) {
                Due due = run.due();
                met.add(due.kind());
                if (due.kind() == Deadline.RETENTION_END && due.at() <= run.now()) {
                    break;
                }
                assertThat(due.at())
                        .describedAs("%s, step %d, %s", due.kind(), step, Seeds.recipe(round))
                        .isGreaterThan(run.now());
                // A tick is read a little late, or on the millisecond.
                run.at(due.at() - START + random.nextInt(2) * random.nextInt(20))
                        .ticks();
            }
        }
        // What ends by itself has a test of its own, and walks and rulesets are no deadlines of an execution.
        assertThat(met)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(
                        EnumSet.of(Deadline.EVIDENCE_END, Deadline.WALK, Deadline.RULESET, Deadline.SHADOW)));
    }

    @Test
    void shouldEndEveryExecutionThatSensibleRulesWatchWithinFewLooks() {
        for (int round = 0; round < 100; round++) {
            Random random = Seeds.random(round);
            Scenario run = Scenario.begin();
            if (random.nextBoolean()) {
                run.granted(TestGrants.sound());
                run.at(random.nextInt(1_000)).beats();
            }

            int looks = 0;
            while (run.due().kind() != Deadline.RETENTION_END) {
                run.at(run.dueAfter()).ticks();
                looks++;
                assertThat(looks).describedAs(Seeds.recipe(round)).isLessThan(20);
            }

            assertThat(run.state().getState()).isIn(TrustState.HALTED, TrustState.DENIED);
        }
    }

    @Test
    void shouldChangeNothing() {
        ExecutionState state = TestStates.beating(TestGrants.sound(), change -> {});
        byte[] before = Records.bytes(state);

        assertThat(Timing.next(state, START)).isEqualTo(Timing.next(state, START));

        assertThat(Records.bytes(state)).isEqualTo(before);
    }
}
