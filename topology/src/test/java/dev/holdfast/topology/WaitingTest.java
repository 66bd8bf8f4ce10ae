package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Requests;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many wait for a grant is bounded, and the bound is the same for whoever takes a task over, however much there is to take up. */
class WaitingTest {
    private static final int MAXIMUM = 10_000;

    @Test
    void shouldKnowHowManyWaitBeforeItHasTakenUpAllExecutions() {
        try (var before = EvaluatorScenario.start()) {
            // Comes before all others in the order in which executions are taken up, of which so many are taken up at
            // once.
            before.leased("a");
            crowd(before, MAXIMUM);
            try (var after = EvaluatorScenario.with().after(before).start()) {
                assertThat(refusal(after, "one-too-many")).isEqualTo("TOO_MANY_WAITING");
            }
        }
    }

    @Test
    void shouldTakeUpAnotherOneForEachThatHasItsGrantOrIsForgotten() {
        try (var scenario = EvaluatorScenario.start()) {
            crowd(scenario, 1);
            forget(scenario, "w-0");
            crowd(scenario, MAXIMUM);
            assertThat(scenario.standing("w-" + (MAXIMUM - 1))).isEqualTo(TrustState.PENDING);
            assertThat(refusal(scenario, "one-too-many")).isEqualTo("TOO_MANY_WAITING");

            scenario.grant("w-17");
            assertThat(refusal(scenario, "in-place-of-17")).isEmpty();
            assertThat(refusal(scenario, "one-too-many")).isEqualTo("TOO_MANY_WAITING");
        }
    }

    /** It is denied first, then kept for a while. */
    private static void forget(EvaluatorScenario scenario, String id) {
        for (int times = 0; times < 2; times++) {
            scenario.leap(Duration.ofDays(2));
            scenario.advance(Duration.ofMillis(50));
        }
        assertThat(scenario.stored(id)).isNull();
    }

    private static void crowd(EvaluatorScenario scenario, int count) {
        Heartbeat heartbeat = scenario.executor("w").next(any -> {});
        for (int number = 0; number < count; number++) {
            scenario.send(scenario.signing().unsigned(Topic.HEARTBEATS, "w-" + number, heartbeat));
        }
    }

    /** Why a request that came in good order was refused; empty when it was answered. */
    private static String refusal(EvaluatorScenario scenario, String id) {
        int before = scenario.deadLetters().size();
        scenario.send(Requests.of(scenario).signed(id, request -> {}));
        return scenario.deadLetters().stream()
                .skip(before)
                .map(DeadLetter::getReason)
                .findFirst()
                .orElse("");
    }
}
