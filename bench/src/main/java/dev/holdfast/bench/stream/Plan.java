package dev.holdfast.bench.stream;

import java.time.Duration;

/**
 * What a backlog is made of.
 *
 * @param partitions how many there are, and as many stream threads
 * @param executions how many are live
 * @param rounds how many heartbeats each of them has sent
 */
record Plan(int partitions, int executions, int rounds) {
    /** Heartbeats a second, all executions together, as the broker's clock has it: what an evaluator keeps up with. */
    private static final int PACE = 20_000;

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final int INTERVALS_A_LEASE = 10;

    long heartbeats() {
        return (long) executions * rounds;
    }

    /** From one heartbeat of an execution to its next: a second, longer where there would be too many of them. */
    Duration interval() {
        var kept = Duration.ofMillis(1_000L * executions / PACE);
        return kept.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : kept;
    }

    /** How long a lease is: as by default ten intervals, of which five are used when it is renewed. */
    Duration lease() {
        return interval().multipliedBy(INTERVALS_A_LEASE);
    }

    /** How far after the beginning a heartbeat was sent, in milliseconds: those of a round evenly spread. */
    long sentAfterMillis(int execution, int round) {
        long interval = interval().toMillis();
        return interval * (round + 1) + interval * execution / executions;
    }
}
