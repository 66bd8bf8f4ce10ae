package dev.holdfast.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What {@link CommandLatency} does.
 *
 * @param executions how many executions send heartbeats at any time, at least {@code guarded}
 * @param guarded how many of them run under a guard of the executor SDK and may be violated, at least 1
 * @param warmUp how long it runs before anything counts
 * @param measured how long it counts
 * @param violationsPerSecond how many guarded executions overrun their budget, on average
 * @param partitions partitions of every topic
 * @param garbagePerSecond records a second that become dead letters, beside all this; 0 for none
 * @param garbageBytes the size of each
 * @param seed of the random moments and choices
 * @param settings of the evaluator that are not as usual
 */
record LatencyPlan(
        int executions,
        int guarded,
        Duration warmUp,
        Duration measured,
        double violationsPerSecond,
        int partitions,
        int garbagePerSecond,
        int garbageBytes,
        long seed,
        Map<String, String> settings) {
    LatencyPlan {
        if (guarded < 1 || executions < guarded || executions > 100_000) {
            throw new IllegalArgumentException("expected at least 1 guarded execution, and no more than the"
                    + " executions altogether, up to 100000; found " + guarded + " of " + executions);
        }
        if (warmUp.isNegative() || measured.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "expected a warm-up of 0 s or more and a measurement of 1 s or more, found " + warmUp.toSeconds()
                            + " s and " + measured.toSeconds() + " s");
        }
        if (!(violationsPerSecond > 0 && violationsPerSecond <= 1_000)) {
            throw new IllegalArgumentException(
                    "expected more than 0 and at most 1000 violations a second, found " + violationsPerSecond);
        }
        if (garbagePerSecond < 0 || garbageBytes < 1 || garbageBytes > 1_000_000) {
            throw new IllegalArgumentException(
                    "expected 0 or more records of garbage a second, of 1 to 1000000 bytes, found " + garbagePerSecond
                            + " of " + garbageBytes);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("expected at least 1 partition, found " + partitions);
        }
    }

    /** What dead letters there have to be. */
    boolean isSoundWith(Map<String, Long> deadLetters) {
        return garbagePerSecond == 0
                ? deadLetters.isEmpty()
                : !deadLetters.isEmpty() && Set.of("MISPLACED", "UNDECODABLE").containsAll(deadLetters.keySet());
    }

    /** Executions without a guard. */
    int unguarded() {
        return executions - guarded;
    }
}
