package dev.holdfast.topology.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The evaluator under everything that can go wrong, from seed after seed. */
class SimulationTest {
    /** How many seeds a build plays, unless time is up before. */
    private static final int SEEDS = 2_000;

    /** As many it plays however long that takes. */
    private static final int SEEDS_AT_LEAST = 50;

    /** How long a build goes on beginning with seeds. */
    private static final Duration TIME = Duration.ofSeconds(90);

    @Test
    void shouldKeepEveryInvariantFromEverySeed() throws Exception {
        Long one = Long.getLong("holdfast.simulation.seed");
        if (one != null) {
            Simulation.FULL.play(one);
            return;
        }
        Integer asked = Integer.getInteger("holdfast.simulation.seeds");
        long first = Long.getLong("holdfast.simulation.first", 1L);
        // Rules are compiled and classes loaded with the first one, which takes longer than many others.
        Simulation.FULL.play(first);
        Instant began = Instant.now();
        long busyBefore = busyMillis();
        var played = new Played(
                first, first + (asked == null ? SEEDS : asked), asked == null ? began.plus(TIME) : Instant.MAX);
        played.all();

        // Into the report of the build, which keeps no entries of a reporter.
        System.out.println("simulation: " + played.seeds + " seeds from " + first + " in "
                + Duration.between(began, Instant.now()).toMillis() + " ms, of which processors were busy "
                + (busyMillis() - busyBefore) + " ms; " + played.written + " records written");
        assertThat(played.seeds.get()).isGreaterThanOrEqualTo(asked == null ? SEEDS_AT_LEAST : asked);
        assertThat(played.written.get()).isGreaterThan(10L * played.seeds.get());
    }

    /** What this process has taken of all processors' time; it says more than a watch does where others are at work as well. */
    private static long busyMillis() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return machine.getProcessCpuTime() / 1_000_000;
    }

    /** Seeds one after the other, on as many threads as there are processors. */
    private static final class Played {
        private final long first;
        private final long end;
        private final Instant until;
        private final AtomicLong next;
        private final AtomicLong seeds = new AtomicLong();
        private final AtomicLong written = new AtomicLong();

        private Played(long first, long end, Instant until) {
            this.first = first;
            this.end = end;
            this.until = until;
            this.next = new AtomicLong(first);
        }

        private void all() throws InterruptedException {
            int threads = Runtime.getRuntime().availableProcessors();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                var players = new ArrayList<Future<?>>();
                for (int i = 0; i < threads; i++) {
                    players.add(pool.submit(this::some));
                }
                for (Future<?> each : players) {
                    try {
                        each.get();
                    } catch (ExecutionException e) {
                        throw e.getCause() instanceof AssertionError broken ? broken : new AssertionError(e.getCause());
                    }
                }
            } finally {
                pool.shutdownNow();
            }
        }

        private void some() {
            for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
                if (seed >= first + SEEDS_AT_LEAST && Instant.now().isAfter(until)) {
                    return;
                }
                written.addAndGet(Simulation.FULL.play(seed).size());
                seeds.incrementAndGet();
            }
        }
    }
}
