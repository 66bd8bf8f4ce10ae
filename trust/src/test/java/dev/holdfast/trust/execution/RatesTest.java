package dev.holdfast.trust.execution;

import static dev.holdfast.record.TrustState.PAUSED;
import static dev.holdfast.record.TrustState.TRUSTED;
import static dev.holdfast.trust.testing.DecisionAssert.assertDecision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRules;
import dev.holdfast.trust.verdict.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How often in a minute; instants are in milliseconds from the grant's begin. */
class RatesTest {
    private static final ScopeRule FIVE_GETS = new ScopeRule("get", "*", null, 5L);
    private static final ScopeRule TWO_PUTS = new ScopeRule("put", "*", null, 2L);

    @Test
    void shouldAllowUpToTheRateAndNotOneMore() {
        Scenario run = granted(FIVE_GETS);

        Decision full = uses(run, 0, action("get a", 5));
        assertThat(full.facts().ratesExceeded()).isEmpty();
        assertDecision(full).judged(VerdictKind.TRUSTED);
        Decision over = uses(run, 1_000, action("get b", 1));

        assertThat(over.facts().ratesExceeded()).containsExactly("get b");
        assertThat(over.facts().behaviour()).isEqualTo(Check.FAILED);
        assertDecision(over).moved(TRUSTED, PAUSED).commanded(ControlAction.PAUSE);
    }

    @Test
    void shouldNotTakeARateForTheScope() {
        Scenario run = granted(FIVE_GETS, new ScopeRule("*", "*", null, null));

        Decision over = uses(run, 0, action("get a", 6));

        assertThat(over.facts().scopeViolations()).isEmpty();
        assertThat(over.facts().scopeViolationCount()).isZero();
        assertThat(over.facts().ratesExceeded()).containsExactly("get a");
        assertThat(run.state().getScopeUse())
                .describedAs("a rule over its rate still allows")
                .containsExactly(6L, 0L);
    }

    @Test
    void shouldCountNoMinuteForWhatIsOutsideTheScope() {
        Scenario run = granted(TWO_PUTS);

        Decision outside = uses(run, 0, action("get a", 9));

        assertThat(outside.facts().ratesExceeded()).isEmpty();
        assertThat(outside.facts().scopeViolations()).containsExactly("get a");
        assertThat(run.state().getScopeMinuteUse()).containsExactly(0L);
    }

    @Test
    void shouldBeginAMinuteWithTheFirstUseAfterTheLastOne() {
        Scenario run = granted(FIVE_GETS);

        uses(run, 10_000, action("get a", 5));
        assertThat(run.state().getScopeMinuteStart()).containsExactly(TestGrants.START + 10_000);
        assertThat(uses(run, 70_000, action("get a", 5)).facts().ratesExceeded())
                .describedAs("at the very end of a minute the next one begins")
                .isEmpty();
        assertThat(run.state().getScopeMinuteStart()).containsExactly(TestGrants.START + 70_000);
        assertThat(run.state().getScopeMinuteUse()).containsExactly(5L);
        assertThat(run.state().getScopeUse()).containsExactly(10L);
        assertThat(uses(run, 129_999, action("get a", 1)).facts().ratesExceeded())
                .describedAs("in the last millisecond of a minute")
                .containsExactly("get a");
    }

    @Test
    void shouldStayOverUntilTheMinuteHasPassedAndNoLonger() {
        Scenario run = granted(FIVE_GETS);
        uses(run, 500, action("get a", 6));

        for (long millis = 1_500; millis < 60_500; millis += 1_000) {
            assertThat(uses(run, millis).facts().ratesExceeded()).containsExactly("get a");
        }
        assertThat(uses(run, 60_499).facts().ratesExceeded()).containsExactly("get a");
        Decision after = uses(run, 60_500);

        assertThat(after.facts().ratesExceeded()).isEmpty();
        assertDecision(after).moved(PAUSED, TRUSTED).commanded(ControlAction.RESUME);
    }

    @Test
    void shouldForgetOnlyOnAHeartbeat() {
        Scenario run = granted(FIVE_GETS);
        uses(run, 0, action("get a", 6));

        Decision tick = run.at(60_000).ticks();

        assertThat(tick.facts().ratesExceeded()).containsExactly("get a");
        assertDecision(tick).stayed(PAUSED).notLeased();
    }

    @Test
    void shouldCountEachRuleInAMinuteOfItsOwn() {
        Scenario run = granted(FIVE_GETS, TWO_PUTS);
        uses(run, 0, action("get a", 5), action("put a", 2));
        assertThat(run.state().getRatesExceeded()).isEmpty();
        uses(run, 30_000, action("put b", 1));

        assertThat(run.state().getRatesExceeded()).containsExactly("put b");
        uses(run, 60_000, action("get a", 6));
        assertThat(run.state().getRatesExceeded())
                .describedAs("the minute of the puts has passed")
                .containsExactly("get a");
        uses(run, 61_000, action("put c", 2));
        assertThat(run.state().getRatesExceeded())
                .describedAs("the puts are in order again")
                .containsExactly("get a");
    }

    @Test
    void shouldNameEachActionOnceAndTheFirstSixteenOfThemCut() {
        Scenario run = granted(FIVE_GETS);
        uses(run, 0, action("get " + "x".repeat(1_000), 6), action("get " + "x".repeat(1_000), 1));

        assertThat(run.state().getRatesExceeded())
                .containsExactly("get " + "x".repeat(Observation.MAXIMUM_VIOLATION_CHARACTERS - 4));
        for (int i = 1; i <= 20; i++) {
            uses(run, i, action("get " + i, 1));
        }

        assertThat(run.state().getRatesExceeded())
                .hasSize(Rates.MAXIMUM_KEPT)
                .last()
                .isEqualTo("get 15");
    }

    @Test
    void shouldSetNoRateWhereTheGrantSetsNone() {
        Scenario run = granted(new ScopeRule("*", "*", null, null));

        Decision many = uses(run, 0, action("get a", Integer.MAX_VALUE), action("get a", Integer.MAX_VALUE));

        assertThat(many.facts().ratesExceeded()).isEmpty();
        assertDecision(many).judged(VerdictKind.TRUSTED);
    }

    /** Against minutes told by hand from the list of all uses. */
    @Test
    void shouldBeOverExactlyWhileAMinuteHoldsMoreThanItsRate() {
        int overs = 0;
        for (int round = 0; round < 200; round++) {
            Random random = Seeds.random(round);
            Scenario run = granted(FIVE_GETS, TWO_PUTS);
            var minutes = List.of(new Minute(5), new Minute(2));
            long millis = 0;
            for (int step = 0; step < 60; step++) {
                millis += random.nextInt(4) == 0 ? 0 : random.nextInt(15_000);
                var actions = new ArrayList<ReportedAction>();
                for (int place = 0; place < 2; place++) {
                    int count = Math.max(0, random.nextInt(5) - 2);
                    if (count > 0) {
                        actions.add(action(place == 0 ? "get a" : "put a", count));
                        minutes.get(place).uses(millis, count);
                    }
                }
                Decision decision = uses(run, millis, actions.toArray(ReportedAction[]::new));

                long now = millis;
                boolean over = minutes.stream().anyMatch(minute -> minute.over(now));
                assertThat(!decision.facts().ratesExceeded().isEmpty())
                        .describedAs("step %s, %s", step, Seeds.recipe(round))
                        .isEqualTo(over);
                overs += over ? 1 : 0;
            }
        }
        assertThat(overs).describedAs("steps over a rate").isBetween(1_000, 11_000);
    }

    private static final class Minute {
        private final long most;
        private final List<long[]> windows = new ArrayList<>();

        Minute(long most) {
            this.most = most;
        }

        void uses(long at, long count) {
            if (windows.isEmpty() || at >= last()[0] + 60_000) {
                windows.add(new long[] {at, 0});
            }
            last()[1] += count;
        }

        boolean over(long now) {
            return !windows.isEmpty() && now < last()[0] + 60_000 && last()[1] > most;
        }

        private long[] last() {
            return windows.get(windows.size() - 1);
        }
    }

    private static Scenario granted(ScopeRule... scope) {
        Scenario run = Scenario.begin().rules(TestRules.NONE);
        run.granted(TestGrants.with(grant -> {
            grant.setScope(List.of(scope));
            grant.setHeartbeatIntervalMillis(60_000);
            grant.setLeaseMillis(600_000);
        }));
        run.beats();
        run.runs();
        return run;
    }

    private static Decision uses(Scenario run, long millis, ReportedAction... actions) {
        return run.at(millis).beats(heartbeat -> heartbeat.setActions(Arrays.asList(actions)));
    }

    private static ReportedAction action(String text, long count) {
        int space = text.indexOf(' ');
        return new ReportedAction(text.substring(0, space), text.substring(space + 1), count);
    }
}
