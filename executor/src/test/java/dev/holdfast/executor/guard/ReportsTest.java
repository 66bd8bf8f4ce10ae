package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.intake.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReportsTest {
    private final Reports reports = new Reports(List.of());

    @Test
    void shouldCountTheSameActionOnceATimeItWasDone() throws InterruptedException {
        reports.did("http.get", "a");
        reports.did("http.get", "b");
        reports.did("http.get", "a");

        List<ReportedAction> taken = reports.take();

        assertThat(taken)
                .containsExactly(new ReportedAction("http.get", "a", 2L), new ReportedAction("http.get", "b", 1L));
        assertThat(reports.anyWaiting()).isFalse();
        assertThat(reports.take()).isEmpty();
    }

    @Test
    void shouldAddWhatIsPutBackToWhatWasDoneSince() throws InterruptedException {
        reports.did("http.get", "a");
        List<ReportedAction> lost = reports.take();
        reports.did("http.get", "a");

        reports.putBack(lost);

        assertThat(reports.take()).containsExactly(new ReportedAction("http.get", "a", 2L));
    }

    @Test
    void shouldTakeNoMoreActionsThanAHeartbeatMayHave() throws InterruptedException {
        for (int i = 0; i <= Limits.ENTRIES; i++) {
            reports.did("" + (char) ('!' + i % 64), "" + (char) ('!' + i / 64));
        }

        assertThat(reports.take()).hasSize(Limits.ENTRIES);
        assertThat(reports.take()).containsExactly(new ReportedAction("!", "%", 1L));
    }

    @Test
    void shouldKeepAHeartbeatOfTheLongestTextsBelowTheLimitOfAValue() throws InterruptedException {
        String longest = "x".repeat(Limits.TEXT_CHARACTERS - 4);
        for (int i = 0; i < 20; i++) {
            reports.did("do", longest + i);
        }

        List<List<ReportedAction>> heartbeats = new ArrayList<>();
        while (reports.anyWaiting()) {
            heartbeats.add(reports.take());
        }

        assertThat(heartbeats)
                .hasSizeGreaterThan(1)
                .allSatisfy(actions -> assertThat(actions.stream()
                                .mapToInt(action -> 4 * action.getResource().length())
                                .sum())
                        .isLessThan(Limits.VALUE_BYTES));
        assertThat(heartbeats.stream().mapToInt(List::size).sum()).isEqualTo(20);
    }

    @Test
    void shouldMakeTheReporterWaitWhenTooMuchHasGathered() throws Exception {
        for (int i = 0; i < Reports.MAXIMUM_WAITING; i++) {
            reports.did("do", "" + i);
        }
        var reporter = new Thread(() -> {
            try {
                reports.did("do", "one more");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reporter.start();
        await().until(() -> reporter.getState() == Thread.State.WAITING);

        reports.take();

        reporter.join(5_000);
        assertThat(reporter.isAlive()).isFalse();
        assertThat(takeAll()).containsEntry("one more", 1L);
    }

    @Test
    void shouldStillCountWhatWaitsAlreadyWhenTooMuchHasGathered() throws InterruptedException {
        for (int i = 0; i < Reports.MAXIMUM_WAITING; i++) {
            reports.did("do", "" + i);
        }

        reports.did("do", "0");

        assertThat(reports.take().get(0)).isEqualTo(new ReportedAction("do", "0", 2L));
    }

    @Test
    void shouldLoseNothingWhateverIsTakenAndPutBackMeanwhile() throws Exception {
        int reporters = 4;
        int each = 10_000;
        ExecutorService threads = Executors.newFixedThreadPool(reporters);
        Map<String, Long> sent = new HashMap<>();
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int reporter = 0; reporter < reporters; reporter++) {
                running.add(threads.submit(reporting(reporter, each)));
            }
            var random = new Random(7);
            while (running.stream().anyMatch(future -> !future.isDone()) || reports.anyWaiting()) {
                List<ReportedAction> taken = reports.take();
                if (random.nextBoolean()) {
                    reports.putBack(taken);
                } else {
                    taken.forEach(action -> sent.merge(action.getResource(), action.getCount(), Long::sum));
                }
            }
            for (Future<Long> future : running) {
                assertThat(future.get()).isEqualTo(each);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(sent.values().stream().mapToLong(Long::longValue).sum()).isEqualTo((long) reporters * each);
        assertThat(reports.counters(Map.of())).containsEntry("steps", (long) reporters * each);
    }

    private Callable<Long> reporting(int reporter, int times) {
        return () -> {
            // More different actions than may wait, so that reporters are made to wait.
            for (int i = 0; i < times; i++) {
                reports.did("do", reporter + "/" + i % (Reports.MAXIMUM_WAITING / 2));
                reports.counted("steps", 1);
            }
            return (long) times;
        };
    }

    @Test
    void shouldSendBudgetedCountersFromTheStart() {
        var budgeted = new Reports(List.of("tokens"));

        assertThat(budgeted.counters(Map.of())).isEqualTo(Map.of("tokens", 0L));
    }

    @Test
    void shouldLetAMeasurementStandOverWhatTheWorkCounted() {
        reports.counted("cpu.millis", 5);
        reports.counted("tokens", 2);

        assertThat(reports.counters(Map.of("cpu.millis", 90L))).isEqualTo(Map.of("cpu.millis", 90L, "tokens", 2L));
    }

    @Test
    void shouldStayAtTheMostWhenACounterOverflows() {
        reports.counted("tokens", Long.MAX_VALUE);

        reports.counted("tokens", 1);

        assertThat(reports.counters(Map.of())).containsEntry("tokens", Long.MAX_VALUE);
    }

    @Test
    void shouldRefuseACounterThatFalls() {
        assertThatThrownBy(() -> reports.counted("tokens", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected counter `tokens` to rise by 0 or more, found -1");
        assertThat(reports.counters(Map.of())).isEmpty();
    }

    private Map<String, Long> takeAll() {
        Map<String, Long> all = new HashMap<>();
        while (reports.anyWaiting()) {
            reports.take().forEach(action -> all.merge(action.getResource(), action.getCount(), Long::sum));
        }
        return all;
    }
}
