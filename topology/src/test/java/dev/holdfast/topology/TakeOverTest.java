package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.simulation.task.FastTask;
import dev.holdfast.topology.simulation.task.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a task does at first that takes over another one's executions. */
class TakeOverTest {
    private static final long TWO_SECONDS = 2_000;

    @Test
    void shouldEndTheTransactionSoonForLeasesThatNobodyRenewedMeanwhile() {
        try (var before = EvaluatorScenario.start()) {
            Executor executor = before.leased("job-1");
            executor.beatFor(2);
            long now = before.wallClock().toEpochMilli();
            try (Task task = takingOver(before, now)) {
                takeUntilLeased(task, before, executor);

                task.look(now + 10);

                assertThat(task.takeCommitAwaited()).isTrue();
                task.look(now + 20);
                takeUntilLeased(task, before, executor);

                task.look(now + 1_900);

                assertThat(task.takeCommitAwaited()).isTrue();
            }
        }
    }

    @Test
    void shouldLetRenewedLeasesWaitForTheTransactionToEndLater() {
        try (var before = EvaluatorScenario.start()) {
            Executor executor = before.leased("job-1");
            executor.beatFor(2);
            long now = before.wallClock().toEpochMilli();
            try (Task task = takingOver(before, now)) {
                takeUntilLeased(task, before, executor);
                task.look(now + TWO_SECONDS);
                task.takeCommitAwaited();
                task.look(now + 2 * TWO_SECONDS);
                assertThat(task.takeCommitAwaited()).isFalse();

                takeUntilLeased(task, before, executor);
                task.look(now + 3 * TWO_SECONDS);

                assertThat(task.takeCommitAwaited()).isFalse();
            }
        }
    }

    private static Task takingOver(EvaluatorScenario before, long now) {
        return FastTask.start(
                Map.of(
                        EvaluatorScenario.STORE, before.store(),
                        EvaluatorScenario.ACTS, before.acts(),
                        EvaluatorScenario.ORDER, before.order(),
                        EvaluatorScenario.SHADOW, before.shadow()),
                now);
    }

    /** The one that it took over from knows nothing of these heartbeats, and pauses. */
    private static void running(Heartbeat.Builder heartbeat) {
        heartbeat.setStanding(Standing.RUNNING).setObeyedEpoch(0);
    }

    /** Heartbeats, a second between them by the broker's clock, up to the first that brings a lease. */
    private static void takeUntilLeased(Task task, EvaluatorScenario before, Executor executor) {
        for (int taken = 0; taken < 10; taken++) {
            before.advance(EvaluatorScenario.INTERVAL);
            boolean leased = task
                    .take(
                            Topic.HEARTBEATS,
                            1_000 + before.now().getEpochSecond(),
                            executor.heartbeat(TakeOverTest::running),
                            before.now().toEpochMilli())
                    .stream()
                    .anyMatch(output -> output.topic() == Topic.LEASES);
            if (leased) {
                return;
            }
        }
        throw new AssertionError("no lease came");
    }
}
