package dev.holdfast.bench.halt;

import dev.holdfast.bench.suite.Scale;
import java.time.Duration;
import java.util.List;

/**
 * What is measured, how long and upon how many.
 *
 * @param live executions without an executor that an order is given over
 * @param rates heartbeats a second of the background, rising; the last is how many executions it has
 * @param usual the one of the rates at which causes other than violations are measured
 * @param bare guarded executions that work within this process
 * @param embodied guarded executions that are a process each
 * @param interval from one heartbeat of a guarded execution to the next
 * @param joining how long executions take to join the background
 * @param warmUp how long it runs so before anything counts
 * @param window how long it counts
 * @param perSecond violations in each second
 * @param silences how long executions fall silent, one after the other
 * @param rounds how often guarded executions are opened to be halted
 * @param halted how many at once
 */
record Plan(
        int live,
        List<Integer> rates,
        int usual,
        int bare,
        int embodied,
        Duration interval,
        Duration joining,
        Duration warmUp,
        Duration window,
        int perSecond,
        Duration silences,
        int rounds,
        int halted) {
    /** Of every topic. */
    static final int PARTITIONS = 4;

    /** The longest that anything is waited for. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** A heartbeat is missing for good when so many in a row have not come: a rule of the baseline. */
    static final int MISSED = 3;

    static Plan of(Scale scale) {
        return scale.choose(
                new Plan(
                        20,
                        List.of(10, 20, 40),
                        20,
                        1,
                        2,
                        Duration.ofMillis(400),
                        Duration.ofMillis(100),
                        Duration.ofMillis(100),
                        Duration.ofMillis(1_000),
                        2,
                        Duration.ofMillis(1_800),
                        1,
                        2),
                new Plan(
                        20_000,
                        List.of(100, 1_000, 10_000),
                        1_000,
                        28,
                        12,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(50),
                        20,
                        Duration.ofSeconds(30),
                        5,
                        12));
    }

    /** How many executions the background has. */
    int background() {
        return rates.get(rates.size() - 1);
    }

    /** How many guarded executions fall silent in each second: each is busy for as long as it is missed and some more. */
    double silencesPerSecond() {
        return (bare + embodied) / (interval.toMillis() / 1e3 * (MISSED + 1) + 1);
    }
}
