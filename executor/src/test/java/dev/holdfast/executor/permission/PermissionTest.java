package dev.holdfast.executor.permission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.executor.permission.Permission.Change;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionTest {
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofMillis(1_000);
    private static final long MILLI = 1_000_000;

    /**
     * Where an execution may stand before an input, reached by inputs alone. The clock shows 0 then; {@code RUNNING} has a lease of epoch 1
     * to 1000 ms, the others have obeyed the epoch that their name ends with.
     */
    private enum Before {
        WAITING_0,
        RUNNING_1,
        COMMANDED_2,
        LAPSED_1,
        HALTED_2,
        HALTED_BY_ITSELF_1;

        private Permission reach() {
            var permission = new Permission(GRACE, LEASE);
            switch (this) {
                case WAITING_0 -> {}
                case RUNNING_1 -> permission.lease(1, 0, LEASE, 0);
                case COMMANDED_2 -> {
                    permission.lease(1, -500 * MILLI, LEASE, -500 * MILLI);
                    permission.command(ControlAction.PAUSE, 2, "paused", 0);
                }
                case LAPSED_1 -> {
                    permission.lease(1, -1_000 * MILLI, LEASE, -1_000 * MILLI);
                    permission.elapse(0);
                }
                case HALTED_2 -> permission.command(ControlAction.HALT, 2, "halted", 0);
                case HALTED_BY_ITSELF_1 -> {
                    permission.lease(1, 0, LEASE, 0);
                    permission.halt("halted");
                }
            }
            return permission;
        }
    }

    @ParameterizedTest(name = "{0}: {1} -> {2} {3}, epoch {4}")
    @CsvSource({
        "WAITING_0, LEASE 0, RUNNING, Moved, 0",
        "WAITING_0, LEASE 7, RUNNING, Moved, 7",
        "WAITING_0, SPENT 7, WAITING, None, 0",
        "WAITING_0, PAUSE 1, PAUSED, Moved, 1",
        "WAITING_0, RESUME 1, WAITING, None, 0",
        "WAITING_0, HALT 1, HALTED, Moved, 1",
        "WAITING_0, DENY 1, HALTED, Moved, 1",
        "WAITING_0, HALT 0, WAITING, None, 0",
        "WAITING_0, ELAPSE 999999, WAITING, None, 0",
        "WAITING_0, LAG 60000, WAITING, None, 0",
        "WAITING_0, ITSELF 0, HALTED, Moved, 0",
        //
        "RUNNING_1, LEASE 1, RUNNING, Renewed, 1",
        "RUNNING_1, LEASE 2, RUNNING, Renewed, 2",
        "RUNNING_1, LEASE 0, RUNNING, None, 1",
        "RUNNING_1, SPENT 1, RUNNING, None, 1",
        "RUNNING_1, PAUSE 2, PAUSED, Moved, 2",
        "RUNNING_1, PAUSE 1, RUNNING, None, 1",
        "RUNNING_1, RESUME 2, RUNNING, None, 1",
        "RUNNING_1, HALT 2, HALTED, Moved, 2",
        "RUNNING_1, HALT 1, RUNNING, None, 1",
        "RUNNING_1, DENY 2, HALTED, Moved, 2",
        "RUNNING_1, ELAPSE 999, RUNNING, None, 1",
        "RUNNING_1, ELAPSE 1000, PAUSED, Moved, 1",
        "RUNNING_1, LAG 999, RUNNING, None, 1",
        "RUNNING_1, LAG 1000, PAUSED, Moved, 1",
        "RUNNING_1, ITSELF 0, HALTED, Moved, 1",
        //
        "COMMANDED_2, LEASE 1, PAUSED, None, 2",
        "COMMANDED_2, LEASE 2, PAUSED, None, 2",
        "COMMANDED_2, LEASE 3, RUNNING, Moved, 3",
        "COMMANDED_2, SPENT 3, PAUSED, None, 2",
        "COMMANDED_2, PAUSE 2, PAUSED, None, 2",
        "COMMANDED_2, PAUSE 3, PAUSED, Confirmed, 3",
        "COMMANDED_2, RESUME 3, PAUSED, None, 2",
        "COMMANDED_2, HALT 2, PAUSED, None, 2",
        "COMMANDED_2, HALT 3, HALTED, Moved, 3",
        "COMMANDED_2, LAG 60000, PAUSED, None, 2",
        "COMMANDED_2, ELAPSE 1499, PAUSED, None, 2",
        "COMMANDED_2, ELAPSE 1500, HALTED, Moved, 2",
        //
        "LAPSED_1, LEASE 0, PAUSED, None, 1",
        "LAPSED_1, LEASE 1, RUNNING, Moved, 1",
        "LAPSED_1, SPENT 1, PAUSED, None, 1",
        "LAPSED_1, PAUSE 1, PAUSED, None, 1",
        "LAPSED_1, PAUSE 2, PAUSED, Confirmed, 2",
        "LAPSED_1, RESUME 2, PAUSED, None, 1",
        "LAPSED_1, HALT 2, HALTED, Moved, 2",
        "LAPSED_1, LAG 60000, PAUSED, None, 1",
        "LAPSED_1, ELAPSE 499, PAUSED, None, 1",
        "LAPSED_1, ELAPSE 500, HALTED, Moved, 1",
        //
        "HALTED_2, LEASE 3, HALTED, None, 2",
        "HALTED_2, PAUSE 3, HALTED, None, 2",
        "HALTED_2, RESUME 3, HALTED, None, 2",
        "HALTED_2, HALT 2, HALTED, None, 2",
        "HALTED_2, HALT 3, HALTED, Confirmed, 3",
        "HALTED_2, DENY 3, HALTED, Confirmed, 3",
        "HALTED_2, LAG 60000, HALTED, None, 2",
        "HALTED_2, ELAPSE 999999, HALTED, None, 2",
        "HALTED_2, ITSELF 0, HALTED, None, 2",
        "HALTED_BY_ITSELF_1, LEASE 2, HALTED, None, 1",
        "HALTED_BY_ITSELF_1, HALT 2, HALTED, Confirmed, 2",
    })
    void shouldChangeAsTheTableSays(Before before, String input, Standing expected, String change, long epoch) {
        Permission permission = before.reach();

        Change result = feed(permission, input);

        assertThat(permission.standing()).isEqualTo(expected);
        assertThat(result.getClass().getSimpleName()).isEqualTo(change);
        assertThat(permission.obeyedEpoch()).isEqualTo(epoch);
    }

    private static Change feed(Permission permission, String input) {
        String[] words = input.split(" ");
        long number = Long.parseLong(words[1]);
        return switch (words[0]) {
            case "LEASE" -> permission.lease(number, 0, LEASE, 0);
            case "SPENT" -> permission.lease(number, -1_000 * MILLI, LEASE, 0);
            case "ELAPSE" -> permission.elapse(number * MILLI);
            case "LAG" -> permission.lagging(Duration.ofMillis(number), 0);
            case "ITSELF" -> permission.halt("by itself");
            default -> permission.command(ControlAction.valueOf(words[0]), number, words[0], 0);
        };
    }

    @Test
    void shouldCountALeaseFromTheHeartbeatThatItAnswers() {
        var permission = new Permission(GRACE, LEASE);

        permission.lease(0, 0, LEASE, 900 * MILLI);

        assertThat(permission.untilNextElapse(900 * MILLI)).isEqualTo(Duration.ofMillis(100));
        assertThat(permission.elapse(1_000 * MILLI))
                .isEqualTo(new Change.Moved(Standing.RUNNING, Standing.PAUSED, "the lease has run out"));
    }

    @Test
    void shouldNotLetALateLeaseShortenTheOneThatHolds() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(0, 400 * MILLI, LEASE, 500 * MILLI);

        permission.lease(0, 0, LEASE, 600 * MILLI);

        assertThat(permission.leaseEndNanos()).isEqualTo(1_400 * MILLI);
    }

    @Test
    void shouldNotRunOnALeaseFromBeforeAPauseOnceAShorterOneHasResumedIt() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(0, 0, Duration.ofMillis(10_000), 0);
        permission.command(ControlAction.PAUSE, 1, "paused", 100 * MILLI);

        permission.lease(2, 200 * MILLI, Duration.ofMillis(300), 210 * MILLI);

        assertThat(permission.standing()).isEqualTo(Standing.RUNNING);
        assertThat(permission.leaseEndNanos()).isEqualTo(500 * MILLI);
        permission.elapse(500 * MILLI);
        assertThat(permission.standing()).isEqualTo(Standing.PAUSED);
    }

    @Test
    void shouldHaltAfterTheGraceWhenTheLeaseHasRunOut() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(3, 0, LEASE, 0);
        permission.elapse(1_000 * MILLI);

        Change halt = permission.elapse(1_500 * MILLI);

        assertThat(halt)
                .isEqualTo(new Change.Moved(
                        Standing.PAUSED, Standing.HALTED, "no lease came back within the grace period"));
        assertThat(permission.cause()).isEqualTo("no lease came back within the grace period");
    }

    @Test
    void shouldLeaveTheFirstWordToTheEvaluatorThatPaused() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(0, 0, LEASE, 0);

        permission.command(ControlAction.PAUSE, 1, "BUDGET_EXCEEDED", 0);

        assertThat(permission.cause()).isEqualTo("BUDGET_EXCEEDED");
        assertThat(permission.untilNextElapse(0)).isEqualTo(GRACE.plus(LEASE));
    }

    @Test
    void shouldGiveTheNewerReasonWhenPausedAgainWithoutPuttingTheHaltOff() {
        var permission = new Permission(GRACE, LEASE);
        permission.command(ControlAction.PAUSE, 1, "first", 0);

        Change again = permission.command(ControlAction.PAUSE, 2, "second", 1_000 * MILLI);

        assertThat(again).isEqualTo(new Change.Confirmed(Standing.PAUSED, "second"));
        assertThat(permission.cause()).isEqualTo("second");
        assertThat(permission.untilNextElapse(1_000 * MILLI)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void shouldKeepTheCauseOfTheFirstHalt() {
        var permission = new Permission(GRACE, LEASE);
        permission.halt("cancelled");

        permission.command(ControlAction.HALT, 4, "SCOPE_EXCEEDED", 0);

        assertThat(permission.cause()).isEqualTo("cancelled");
    }

    @Test
    void shouldStopWhenTheEvaluatorIsBehindByALeaseUntilALaterOneHolds() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(3, 0, LEASE, 100 * MILLI);

        Change paused = permission.lagging(LEASE, 200 * MILLI);

        assertThat(paused)
                .isEqualTo(new Change.Moved(
                        Standing.RUNNING,
                        Standing.PAUSED,
                        "the evaluator is 1000 ms behind, no less than the lease of 1000 ms lasts"));
        assertThat(permission.untilNextElapse(200 * MILLI)).isEqualTo(GRACE);
        assertThat(permission.lease(3, 250 * MILLI, LEASE, 300 * MILLI)).isInstanceOf(Change.Moved.class);
        assertThat(permission.standing()).isEqualTo(Standing.RUNNING);
        assertThat(permission.leaseEndNanos()).isEqualTo(1_250 * MILLI);
    }

    @Test
    void shouldHaltAfterTheGraceWhenTheEvaluatorStaysBehind() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(3, 0, LEASE, 0);
        permission.lagging(Duration.ofSeconds(60), 200 * MILLI);

        assertThat(permission.elapse(699 * MILLI)).isInstanceOf(Change.None.class);
        permission.lagging(Duration.ofSeconds(60), 699 * MILLI);
        permission.elapse(700 * MILLI);

        assertThat(permission.standing()).isEqualTo(Standing.HALTED);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1_100_000_000L, Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, 0})
    void shouldLapseAndHaltOnTimeWhereverTheMonotonicClockWraps(long start) {
        var permission = new Permission(GRACE, LEASE);

        Change leased = permission.lease(0, start, LEASE, start + MILLI);

        assertThat(leased).isInstanceOf(Change.Moved.class);
        assertThat(permission.elapse(start + 999 * MILLI)).isInstanceOf(Change.None.class);
        assertThat(permission.untilNextElapse(start + 999 * MILLI)).isEqualTo(Duration.ofMillis(1));
        permission.elapse(start + 1_000 * MILLI);
        assertThat(permission.standing()).isEqualTo(Standing.PAUSED);
        assertThat(permission.elapse(start + 1_499 * MILLI)).isInstanceOf(Change.None.class);
        permission.elapse(start + 1_500 * MILLI);
        assertThat(permission.standing()).isEqualTo(Standing.HALTED);
    }

    @Test
    void shouldHaltForGoodWhenChosen() {
        var permission = new Permission(Duration.ofSeconds(5), Duration.ofSeconds(10));
        permission.lease(0, 0, Duration.ofSeconds(10), 1);

        assertThat(permission.chosen(ControlAction.HALT, "REVOKED", 2)).isInstanceOf(Change.Moved.class);

        assertThat(permission.standing()).isEqualTo(Standing.HALTED);
        assertThat(permission.obeyedEpoch()).isZero();
        assertThat(permission.command(ControlAction.HALT, 1, "REVOKED", 3)).isInstanceOf(Change.Confirmed.class);
        assertThat(permission.obeyedEpoch()).isEqualTo(1);
    }

    @Test
    void shouldStayPausedWhenChosenUntilALeaseOfAHigherEpoch() {
        var permission = new Permission(Duration.ofSeconds(5), Duration.ofSeconds(10));
        permission.lease(3, 0, Duration.ofSeconds(10), 1);

        permission.chosen(ControlAction.PAUSE, "OPERATOR_PAUSE", 2);
        permission.lease(3, 1, Duration.ofSeconds(10), 3);
        assertThat(permission.standing()).isEqualTo(Standing.PAUSED);
        permission.lease(4, 2, Duration.ofSeconds(10), 4);

        assertThat(permission.standing()).isEqualTo(Standing.RUNNING);
    }

    @Test
    void shouldNotBeSetFreeByALeaseThatWasUnderWayWhenAPauseForManyCame() {
        Permission permission = Before.LAPSED_1.reach();

        assertThat(permission.chosen(ControlAction.PAUSE, "OPERATOR_PAUSE", 2)).isInstanceOf(Change.None.class);
        permission.lease(1, 1, LEASE, 3);

        assertThat(permission.standing()).isEqualTo(Standing.PAUSED);
    }

    @Test
    void shouldNotBePermittedAnythingByBeingChosen() {
        var permission = new Permission(Duration.ofSeconds(5), Duration.ofSeconds(10));
        permission.lease(0, 0, Duration.ofSeconds(10), 1);
        permission.chosen(ControlAction.PAUSE, "OPERATOR_PAUSE", 2);

        assertThat(permission.chosen(ControlAction.RESUME, "", 3)).isInstanceOf(Change.None.class);

        assertThat(permission.standing()).isEqualTo(Standing.PAUSED);
    }

    @Test
    void shouldHoldAnOperatorsPauseForLongerThanTheGrace() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(0, 0, LEASE, 0);
        permission.command(ControlAction.PAUSE, 1, "OPERATOR_PAUSE", 0);
        permission.hold(Duration.ofMinutes(10));

        assertThat(permission.elapse(599_999 * MILLI)).isEqualTo(new Change.None());
        assertThat(permission.elapse(600_000 * MILLI)).isInstanceOf(Change.Moved.class);
    }

    @Test
    void shouldHoldNothingThatWasNotPausedByCommand() {
        var permission = new Permission(GRACE, LEASE);
        permission.lease(0, 0, LEASE, 0);
        permission.elapse(LEASE.toNanos());

        permission.hold(Duration.ofMinutes(10));

        assertThat(permission.elapse(LEASE.plus(GRACE).toNanos())).isInstanceOf(Change.Moved.class);
    }

    @Test
    void shouldHoldNoLaterPauseThatIsNoOperators() {
        var permission = new Permission(GRACE, LEASE);
        permission.command(ControlAction.PAUSE, 1, "OPERATOR_PAUSE", 0);
        permission.hold(Duration.ofMinutes(10));
        permission.lease(2, 0, LEASE, 0);
        permission.command(ControlAction.PAUSE, 3, "BUDGET_EXCEEDED", 0);

        assertThat(permission.elapse(GRACE.plus(LEASE).toNanos())).isInstanceOf(Change.Moved.class);
    }
}
