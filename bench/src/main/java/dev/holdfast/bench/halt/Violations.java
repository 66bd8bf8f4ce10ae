package dev.holdfast.bench.halt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Causes given to guarded executions at moments that were set before: so many a second, each at a random moment of its part of the second. Where none is ready at that moment the next
 * one that is takes it, and the clock has run since.
 */
final class Violations {
    private final GuardedFleet fleet;
    private final Random random;

    Violations(GuardedFleet fleet, Random random) {
        this.fleet = fleet;
        this.random = random;
    }

    /** What is done to one. */
    @FunctionalInterface
    interface Deed {
        /** @param intended for when, in nanoseconds of the monotonic clock */
        Cause upon(GuardedExecution execution, long intended) throws InterruptedException;
    }

    /**
     * What was given.
     *
     * @param causes those that came about
     * @param notBegun how many did not, because nobody was ready until long after the end
     */
    record Given(List<Cause> causes, long notBegun) {}

    /** Gives them for as long; returns when the time is over and all were given, whatever has come of them. */
    Given give(double perSecond, Duration lasts, Deed deed) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + lasts.toNanos();
        var causes = new ArrayList<Cause>();
        long notBegun = 0;
        for (int number = 0; ; number++) {
            long intended = start + (long) ((number + random.nextDouble()) / perSecond * 1e9);
            if (intended >= end) {
                Moment.await(end);
                return new Given(causes, notBegun);
            }
            Moment.await(intended);
            Optional<GuardedExecution> ready = fleet.awaitReady(random, end + Plan.LONGEST.toNanos());
            if (ready.isEmpty()) {
                notBegun++;
            } else {
                causes.add(deed.upon(ready.get(), intended));
            }
        }
    }
}
