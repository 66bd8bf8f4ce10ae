package dev.holdfast.bench.stream;

import java.time.Duration;

/**
 * What a backlog is made of.
 *
 * @param partitions how many there are, and as many stream threads
 * @param executions how many are live
 * @param rounds how many heartbeats each of those that send any has sent
 */
public record Plan(int partitions, int executions, int rounds) {
    /** Heartbeats a second, all executions together, as the broker's clock has it: what an evaluator keeps up with. */
    private static final int PACE = 20_000;

    /** Far more than caches hold. */
    private static final int MOST_SENDERS = 200_000;

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final int INTERVALS_A_LEASE = 10;

    /**
     * Whether an execution has sent any. Where there are very many, some of them evenly spread do for all: more than caches hold, so that each heartbeat finds nothing of
     * its execution there, as it would if all did.
     */
    boolean sends(int execution) {
        return execution % Math.max(1, executions / MOST_SENDERS) == 0;
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
