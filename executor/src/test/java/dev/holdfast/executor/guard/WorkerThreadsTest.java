package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.executor.Enforcer.Outcome;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerThreadsTest {
    private final WorkerThreads threads = new WorkerThreads();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService guard = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        worker.shutdownNow();
        guard.shutdownNow();
    }

    @Test
    void shouldSeeAnyEffectBeforeTheWorkWasPermitted() {
        assertThat(threads.pause()).isEqualTo(new Outcome.Seen("0 threads standing still"));
        assertThat(threads.halt()).isEqualTo(new Outcome.Seen("0 threads told to end"));
    }

    @Test
    void shouldClaimNothingOnceTheWorkWasPermittedAndNoThreadHasEverChecked() {
        assertThat(threads.resume()).isInstanceOf(Outcome.Seen.class);

        assertThat(threads.halt())
                .isEqualTo(
                        new Outcome.NotSeen("no thread has called check() yet, so it is not known what does the work"));
    }

    @Test
    void shouldNotSeeAPauseWhileAThreadIsAtWork() throws Exception {
        worker.submit(threads::callerAtWork).get();

        Outcome outcome = threads.pause();

        assertThat(outcome).isEqualTo(new Outcome.NotSeen("1 threads not standing still; they have to call check()"));
    }

    @Test
    void shouldSeeAPauseOnceTheThreadWaitsInACheck() throws Exception {
        worker.submit(threads::callerAtWork).get();
        Future<Outcome> pause = guard.submit(threads::pause);

        worker.submit(threads::callerInCheck).get();

        assertThat(pause.get(5, TimeUnit.SECONDS)).isEqualTo(new Outcome.Seen("1 threads standing still"));
    }

    @Test
    void shouldNotTakeAThreadThatWaitsInACheckForOneThatHasEnded() throws Exception {
        worker.submit(threads::callerInCheck).get();

        assertThat(threads.halt()).isInstanceOf(Outcome.NotSeen.class);
        worker.submit(threads::callerToldToEnd).get();
        assertThat(threads.halt()).isEqualTo(new Outcome.Seen("1 threads told to end"));
    }

    @Test
    void shouldForgetAThreadThatIsNoMore() throws Exception {
        var leave = new CountDownLatch(1);
        var passing = new Thread(() -> {
            threads.callerAtWork();
            leave.countDown();
        });
        passing.start();
        assertThat(leave.await(5, TimeUnit.SECONDS)).isTrue();
        passing.join();

        assertThat(threads.halt()).isEqualTo(new Outcome.Seen("0 threads told to end"));
    }

    @Test
    void shouldKnowAThreadFromItsFirstCheckOn() throws Exception {
        assertThat(worker.submit(threads::knowsCaller).get()).isFalse();

        worker.submit(threads::callerAtWork).get();

        assertThat(worker.submit(threads::knowsCaller).get()).isTrue();
        assertThat(threads.knowsCaller()).isFalse();
    }

    @Test
    void shouldNotClaimAnEffectWhenInterrupted() throws Exception {
        worker.submit(threads::callerAtWork).get();
        Future<Outcome> pause = guard.submit(() -> {
            Thread.currentThread().interrupt();
            return threads.pause();
        });

        assertThat(pause.get(5, TimeUnit.SECONDS))
                .isEqualTo(new Outcome.NotSeen("interrupted with 1 threads not standing still"));
    }
}
