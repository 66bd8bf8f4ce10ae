package dev.holdfast.topology.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.topology.scenario.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The evaluator under everything that can go wrong, from seed after seed. */
class SimulationTest {
    /** How many seeds a build plays. */
    private static final int SEEDS = 200;

    @Test
    void shouldKeepEveryInvariantFromEverySeed(TestReporter reporter) throws Exception {

        Long one = Long.getLong("holdfast.simulation.seed");
        if (one != null) {
            Simulation.FULL.play(one);
            return;
        }
        int seeds = Integer.getInteger("holdfast.simulation.seeds", SEEDS);
        long first = Long.getLong("holdfast.simulation.first", 1L);
        long began = System.nanoTime();
        long written = play(first, seeds);
        long millis = (System.nanoTime() - began) / 1_000_000;
        reporter.publishEntry(
                "simulation", seeds + " seeds from " + first + " in " + millis + " ms, " + written + " records written");
        assertThat(written).isGreaterThan(10L * seeds);
    }

    private static long play(long first, int seeds) throws InterruptedException {
        int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
        var next = new AtomicLong(first);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<Long> player = () -> {
                long written = 0;
                for (long seed = next.getAndIncrement(); seed < first + seeds; seed = next.getAndIncrement()) {
                    List<Output> committed = Simulation.FULL.play(seed);
                    written += committed.size();
                }
                return written;
            };
            var players = new ArrayList<Future<Long>>();
            for (int i = 0; i < threads; i++) {
                players.add(pool.submit(player));
            }
            long written = 0;
            for (Future<Long> each : players) {
                try {
                    written += each.get();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof AssertionError broken ? broken : new AssertionError(e.getCause());
                }
            }
            return written;
        } finally {
            pool.shutdownNow();
        }
    }
}
