package dev.holdfast.topology.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerClockTest {
    private static final long NOON = 1_795_000_000_000L;

    private final Backlog backlog = new Backlog();
    private final BrokerClock clock = new BrokerClock(backlog);

    @Test
    void shouldBeTheWallClockWhileNothingIsKnown() {
        assertThat(clock.reached(NOON)).isEqualTo(NOON);
    }

    @Test
    void shouldBeTheWallClockWhileRecordsAreTakenAsTheyCome() {
        for (int second = 0; second < 100; second++) {
            clock.took(NOON + second * 1_000L, NOON + second * 1_000L + 3);

            assertThat(clock.reached(NOON + second * 1_000L + 4)).isEqualTo(NOON + second * 1_000L + 4);
        }
    }

    @Test
    void shouldLagByWhatTheRecordsAreTakenLaterThanBefore() {
        clock.took(NOON, NOON + 2);

        clock.took(NOON + 1_000, NOON + 6_002);

        assertThat(clock.reached(NOON + 6_002)).isEqualTo(NOON + 1_002);
    }

    @Test
    void shouldCatchUpWhenNothingComesAnyMore() {
        clock.took(NOON, NOON);
        clock.took(NOON + 1_000, NOON + 4_000);

        assertThat(clock.reached(NOON + 5_000)).isEqualTo(NOON + 3_000);
        assertThat(clock.reached(NOON + 7_000)).isEqualTo(NOON + 7_000);
        assertThat(clock.reached(NOON + 9_000)).isEqualTo(NOON + 9_000);
    }

    @Test
    void shouldSayHowFarTheRecordsLagUntilItHasCaughtUp() {
        clock.took(NOON, NOON);
        assertThat(clock.lag(NOON)).isZero();

        clock.took(NOON + 1_000, NOON + 4_000);

        assertThat(clock.lag(NOON + 4_000)).isEqualTo(3_000);
        assertThat(clock.lag(NOON + 5_000)).isEqualTo(2_000);
        assertThat(clock.lag(NOON + 9_000)).isZero();
    }

    @Test
    void shouldTakeADifferenceOfClocksForNoLag() {
        for (int second = 0; second < 120; second++) {
            long wallClock = NOON + 3_600_000L + second * 1_000L;
            clock.took(NOON + second * 1_000L, wallClock);

            assertThat(clock.reached(wallClock)).as("second %d", second).isEqualTo(wallClock);
        }
    }

    @Test
    void shouldGetOverAWallClockThatIsSetForward() {
        clock.took(NOON, NOON);

        clock.took(NOON + 1_000, NOON + 3_601_000);

        assertThat(clock.reached(NOON + 3_601_000)).isEqualTo(NOON + 3_601_000);
    }

    @Test
    void shouldGetOverAWallClockThatIsSetForwardALittle() {
        clock.took(NOON, NOON);
        long set = BrokerClock.LONGEST_LAG_MILLIS;
        long last = 2 * BrokerClock.WINDOW_MILLIS / 1_000 + 1;
        for (long second = 1; second <= last; second++) {
            clock.took(NOON + second * 1_000, NOON + set + second * 1_000);
        }

        assertThat(clock.reached(NOON + set + last * 1_000)).isEqualTo(NOON + set + last * 1_000);
    }

    @Test
    void shouldFollowABrokerThatIsAhead() {
        clock.took(NOON + 500, NOON);

        assertThat(clock.reached(NOON + 10)).isEqualTo(NOON + 510);
    }

    @Test
    void shouldFollowWhatTheStateSaysOfABrokerThatIsAhead() {
        clock.knows(NOON + 500);

        assertThat(clock.reached(NOON)).isEqualTo(NOON + 500);
    }

    @Test
    void shouldHoldATaskThatTakesOverToWhatTheOneBeforeReachedUntilItTakesSomething() {
        clock.knows(NOON);
        clock.begins(NOON + 3_000);

        long given = NOON + 3_000 + BrokerClock.FIRST_RECORD_MILLIS;
        assertThat(clock.reached(NOON + 3_010)).isEqualTo(NOON);
        assertThat(clock.reached(given)).isEqualTo(NOON);
        assertThat(clock.reached(given + 3_000)).as("nobody sends anything").isEqualTo(NOON + 6_000);
        assertThat(clock.reached(given + 8_000)).isEqualTo(given + 8_000);
    }

    @Test
    void shouldTakeTheFirstRecordsOfATaskThatTakesOverForLate() {
        clock.knows(NOON);
        clock.begins(NOON + 3_000);

        clock.took(NOON + 10, NOON + 3_050);
        assertThat(clock.reached(NOON + 3_050)).isEqualTo(NOON + 10);

        clock.took(NOON + 1_500, NOON + 3_100);
        assertThat(clock.reached(NOON + 3_100)).isEqualTo(NOON + 1_500);

        clock.took(NOON + 3_195, NOON + 3_200);
        assertThat(clock.reached(NOON + 3_200)).isEqualTo(NOON + 3_195);
    }

    @Test
    void shouldNotTakeATakeOverForAClockThatWasSet() {
        clock.knows(NOON);
        clock.begins(NOON + 12_000);

        clock.took(NOON + 10, NOON + 16_500);

        assertThat(clock.reached(NOON + 16_500)).isEqualTo(NOON + 10);
    }

    @Test
    void shouldFindOutWithinAWindowThatClocksDifferWhenATaskBegins() {
        clock.knows(NOON);
        clock.begins(NOON + 4_000);
        long last = BrokerClock.WINDOW_MILLIS / 1_000 + 1;
        for (long second = 0; second <= last; second++) {
            clock.took(NOON + second * 1_000, NOON + 4_000 + second * 1_000);

            assertThat(clock.lag(NOON + 4_000 + second * 1_000))
                    .as("what is told to executors")
                    .isZero();
        }

        assertThat(clock.reached(NOON + 4_000 + last * 1_000)).isEqualTo(NOON + 4_000 + last * 1_000);
    }

    @Test
    void shouldNotTakeALongRestForLag() {
        clock.knows(NOON - 3_600_000);

        clock.begins(NOON);

        assertThat(clock.reached(NOON)).isEqualTo(NOON);
    }

    @Test
    void shouldNotCountTheTimeForWhichItsThreadStoodStill() {
        look(NOON, NOON + 100);
        clock.took(NOON + 95, NOON + 100);

        clock.looks(NOON + 4_100);

        assertThat(clock.reached(NOON + 4_100)).as("in a commit of 4 s").isEqualTo(NOON + 100);
        clock.took(NOON + 1_095, NOON + 4_110);
        clock.took(NOON + 4_095, NOON + 4_120);
        look(NOON + 4_120, NOON + 4_200);
        assertThat(clock.reached(NOON + 4_200)).isEqualTo(NOON + 4_200);
    }

    @Test
    void shouldGoOnAfterItStoodStillWhereNothingComes() {
        look(NOON, NOON + 100);

        look(NOON + 2_100, NOON + 2_100 + BrokerClock.FIRST_RECORD_MILLIS + 7_000);

        long end = NOON + 2_100 + BrokerClock.FIRST_RECORD_MILLIS + 7_000;
        assertThat(clock.reached(end)).isEqualTo(end);
    }

    @Test
    void shouldCountAShortPause() {
        look(NOON, NOON + 100);

        clock.looks(NOON + 100 + BrokerClock.STILL_MILLIS - 1);

        assertThat(clock.reached(NOON + 100 + BrokerClock.STILL_MILLIS - 1))
                .isEqualTo(NOON + 100 + BrokerClock.STILL_MILLIS - 1);
    }

    @Test
    void shouldWaitWhileItsThreadIsBehindWithAnotherTask() {
        clock.took(NOON, NOON);

        behind(new BrokerClock(backlog));

        assertThat(clock.reached(NOON + 8_000))
                .as("from when the other one was noticeably behind")
                .isLessThan(NOON + 1_000);
    }

    @Test
    void shouldNotWaitForAnotherTaskThatIsNotBehindOrOnAnotherThread() {
        clock.took(NOON, NOON);
        var beside = new BrokerClock(backlog);

        for (long instant = NOON; instant <= NOON + 8_000; instant += 10) {
            beside.took(instant - 3, instant);
            clock.looks(instant);
        }
        assertThat(clock.reached(NOON + 8_000)).isEqualTo(NOON + 8_000);

        clock.took(NOON + 8_000, NOON + 8_000);
        behind(new BrokerClock(new Backlog()), NOON + 8_000);
        assertThat(clock.reached(NOON + 16_000)).isEqualTo(NOON + 16_000);
    }

    @Test
    void shouldNotWaitForEverForAnotherTask() {
        clock.took(NOON, NOON);
        var beside = new BrokerClock(backlog);
        beside.took(NOON, NOON);

        for (long instant = NOON; instant <= NOON + 300_000; instant += 10) {
            beside.took(instant - 5_000, instant);
            beside.took(instant - 3_000, instant);
            clock.looks(instant);
        }

        assertThat(clock.reached(NOON + 300_000)).isEqualTo(NOON + 300_000 - BrokerClock.LONGEST_STILL_MILLIS);
    }

    private void behind(BrokerClock beside) {
        behind(beside, NOON);
    }

    /** Takes 8 s of records that were stamped in the first 3 s. */
    private void behind(BrokerClock beside, long from) {
        beside.took(from, from);
        for (long instant = from + 10; instant <= from + 8_000; instant += 10) {
            beside.took(from + (instant - from) * 3 / 8, instant);
            clock.looks(instant);
        }
    }

    private void look(long from, long to) {
        for (long instant = from; instant <= to; instant += 10) {
            clock.looks(instant);
        }
    }
}
