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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task does at first that takes over another one's executions. */
@SuppressWarnings("NullAway.Init")
class TakeOverTest {
    private static final long TWO_SECONDS = 2_000;

    private EvaluatorScenario before;
    private Executor executor;
    private long now;
    private Task task;

    @BeforeEach
    void takeOver() {
        before = EvaluatorScenario.start();
        executor = before.leased("job-1");
        executor.beatFor(2);
        now = before.wallClock().toEpochMilli();
        task = FastTask.start(
                Map.of(
                        EvaluatorScenario.STORE, before.store(),
                        EvaluatorScenario.ACTS, before.acts(),
                        EvaluatorScenario.ORDER, before.order(),
                        EvaluatorScenario.SHADOW, before.shadow()),
                now);
    }

    @AfterEach
    void end() {
        task.close();
        before.close();
    }

    @Test
    void shouldEndTheTransactionSoonForLeasesThatNobodyRenewedMeanwhile() {
        takeUntilLeased();
        task.look(now + 10);
        assertThat(task.takeCommitAwaited()).isTrue();

        task.look(now + 20);
        takeUntilLeased();
        task.look(now + 1_900);

        assertThat(task.takeCommitAwaited()).isTrue();
    }

    @Test
    void shouldLetRenewedLeasesWaitForTheTransactionToEndLater() {
        takeUntilLeased();
        task.look(now + TWO_SECONDS);
        task.takeCommitAwaited();
        task.look(now + 2 * TWO_SECONDS);
        assertThat(task.takeCommitAwaited()).isFalse();

        takeUntilLeased();
        task.look(now + 3 * TWO_SECONDS);

        assertThat(task.takeCommitAwaited()).isFalse();
    }

    /** The one that it took over from knows nothing of these heartbeats, and pauses. */
    private static void running(Heartbeat.Builder heartbeat) {
        heartbeat.setStanding(Standing.RUNNING).setObeyedEpoch(0);
    }

    /** Heartbeats, a second between them by the broker's clock, up to the first that brings a lease. */
    private void takeUntilLeased() {
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
