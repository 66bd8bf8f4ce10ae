package dev.holdfast.topology.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerClockTest {
    private static final long NOON = 1_795_000_000_000L;

    private final BrokerClock clock = new BrokerClock();

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
    void shouldFindOutWithinAWindowOrTwoThatClocksDifferWhenATaskBegins() {
        clock.knows(NOON);
        clock.begins(NOON + 4_000);
        long last = 2 * BrokerClock.WINDOW_MILLIS / 1_000 + 1;
        for (long second = 0; second <= last; second++) {
            clock.took(NOON + second * 1_000, NOON + 4_000 + second * 1_000);
        }

        assertThat(clock.lag(NOON + 4_000 + last * 1_000)).isZero();
    }

    @Test
    void shouldNotTakeALongRestForLag() {
        clock.knows(NOON - 3_600_000);

        clock.begins(NOON);

        assertThat(clock.reached(NOON)).isEqualTo(NOON);
    }
}
