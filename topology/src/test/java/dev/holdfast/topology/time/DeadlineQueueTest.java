package dev.holdfast.topology.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Deadline;
import dev.holdfast.topology.time.DeadlineQueue.Due;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineQueueTest {
    private static final long RESEND = DeadlineQueue.RESEND.toMillis();

    private final DeadlineQueue queue = new DeadlineQueue();

    private static List<Due> poll(DeadlineQueue queue, long now) {
        var due = new ArrayList<Due>();
        queue.poll(now, 0, due::add);
        return due;
    }

    @Test
    void shouldHandOverWhatIsDueAndNothingElse() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        queue.arm("b", Deadline.GRANT_END, 101);

        assertThat(poll(queue, 99)).isEmpty();
        assertThat(poll(queue, 100)).containsExactly(new Due("a", Deadline.HEARTBEAT, 100));
        assertThat(poll(queue, 101)).containsExactly(new Due("b", Deadline.GRANT_END, 101));
    }

    @Test
    void shouldMoveADeadlineLaterAndEarlier() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        queue.arm("a", Deadline.HEARTBEAT, 200);
        assertThat(poll(queue, 199)).isEmpty();
        queue.arm("a", Deadline.PAUSE_END, 150);

        assertThat(poll(queue, 199)).containsExactly(new Due("a", Deadline.PAUSE_END, 150));
    }

    @Test
    void shouldHandOverAgainWhatNothingHasComeOf() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        poll(queue, 100);

        assertThat(poll(queue, 100 + RESEND - 1)).isEmpty();
        assertThat(poll(queue, 100 + RESEND)).hasSize(1);
    }

    @Test
    void shouldNotHandOverAgainWhatIsOnlyTakenLater() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        queue.poll(100, 10_000, due -> {});

        assertThat(poll(queue, 100 + 10_000 + RESEND - 1)).isEmpty();
        assertThat(poll(queue, 100 + 10_000 + RESEND)).hasSize(1);
    }

    @Test
    void shouldWaitWithADeadlineThatCameUpTooEarly() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        poll(queue, 100);
        queue.armNotBefore("a", Deadline.HEARTBEAT, 100, 5_000);

        assertThat(poll(queue, 4_999)).isEmpty();
        assertThat(poll(queue, 5_000)).containsExactly(new Due("a", Deadline.HEARTBEAT, 100));
    }

    @Test
    void shouldForgetWhatIsDisarmed() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        queue.disarm("a");

        assertThat(poll(queue, 1_000_000)).isEmpty();
        assertThat(queue.size()).isZero();
        assertThat(queue.entries()).isZero();
    }

    @Test
    void shouldNotHandOverWhatWasDisarmedAndArmedAgainBeforeItsTime() {
        queue.arm("a", Deadline.HEARTBEAT, 100);
        queue.disarm("a");
        queue.arm("a", Deadline.HEARTBEAT, 500);

        assertThat(poll(queue, 499)).isEmpty();
        assertThat(poll(queue, 500)).hasSize(1);
    }

    @Test
    void shouldNotGrowWithHeartbeats() {
        for (int beat = 0; beat < 100_000; beat++) {
            queue.arm("a", Deadline.HEARTBEAT, 2_000 + 10L * beat);
            poll(queue, 10L * beat);
        }

        assertThat(queue.entries()).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldNotGrowWithDeadlinesThatComeUpTooEarly() {
        queue.arm("a", Deadline.GRANT_END, 1_000_000_000);
        for (int i = 0; i < 100_000; i++) {
            queue.armNotBefore("a", Deadline.GRANT_END, 1_000_000_000, 1_000_000_000L + i);
        }

        assertThat(queue.entries()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDoAsANaiveModelDoes(long seed) {
        var random = new Random(seed);
        var model = new TreeMap<String, Expected>();
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            String id = "e" + random.nextInt(20);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    Deadline kind = Deadline.values()[random.nextInt(Deadline.values().length)];
                    long at = now + random.nextInt(6_000) - 500;
                    queue.arm(id, kind, at);
                    model.put(id, new Expected(kind, at, at));
                }
                case 2 -> {
                    long at = now + random.nextInt(4_000) - 2_000;
                    long notBefore = now + random.nextInt(6_000);
                    queue.armNotBefore(id, Deadline.HEARTBEAT, at, notBefore);
                    model.put(id, new Expected(Deadline.HEARTBEAT, at, notBefore));
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        queue.disarm(id);
                        model.remove(id);
                    }
                }
                default -> {
                    now += random.nextInt(300);
                    assertThat(poll(queue, now))
                            .as("seed %d, step %d", seed, step)
                            .containsExactlyInAnyOrderElementsOf(dueByModel(model, now));
                }
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    private record Expected(Deadline kind, long at, long next) {}

    private static List<Due> dueByModel(Map<String, Expected> model, long now) {
        var due = new ArrayList<Due>();
        model.replaceAll((id, expected) -> {
            if (expected.next() > now) {
                return expected;
            }
            due.add(new Due(id, expected.kind(), expected.at()));
            return new Expected(expected.kind(), expected.at(), now + RESEND);
        });
        due.sort(Comparator.comparingLong(Due::at));
        return due;
    }
}
