package dev.holdfast.bench.recover;

import dev.holdfast.bench.stream.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two evaluators of a site, each of which keeps copies of the other's state. One thread. */
final class Pair implements AutoCloseable {
    private static final Duration DECIDES_WITHIN = Duration.ofMinutes(10);

    /** A copy this near is caught up: what a second's transaction brings. */
    private static final int CAUGHT_UP = 500;

    private final Instance one;
    private final Instance other;
    private final Partitions partitions;
    private final int count;

    /** @param options of their Java */
    Pair(Site site, List<String> options) throws IOException {
        this.one = Instance.of(site, "one", Map.of(), options);
        this.other = Instance.of(site, "other", Map.of(), options);
        this.partitions = new Partitions(site);
        this.count = site.partitions();
    }

    Instance one() {
        return one;
    }

    Instance other() {
        return other;
    }

    Instance beside(Instance instance) {
        return instance == one ? other : one;
    }

    Set<Integer> partitionsOf(Instance instance) throws Exception {
        return partitions.of(instance);
    }

    /** The one that decides about more partitions. */
    Instance busier() throws Exception {
        return partitions.of(one).size() >= partitions.of(other).size() ? one : other;
    }

    /** Waits until every partition has an evaluator, and each of them the copies of the other's state. */
    void awaitCopies() throws Exception {
        Patience.await(
                "an evaluator for each partition, and a copy of its state on the other one", DECIDES_WITHIN, () -> {
                    one.requireAlive();
                    other.requireAlive();
                    return partitions.of(one).size() + partitions.of(other).size() == count
                            && hasCopies(one, other)
                            && hasCopies(other, one);
                });
    }

    /** Whether an instance keeps the state of all that another one decides about. */
    private boolean hasCopies(Instance keeper, Instance owner) throws Exception {
        Copies copies = keeper.process().copies();
        return copies.partitions() >= partitions.of(owner).size() && copies.lag() <= CAUGHT_UP;
    }

    /** Whether an instance keeps copies of everything that the other one decides about, by now. */
    boolean isReady(Instance keeper) throws Exception {
        keeper.requireAlive();
        return partitions.of(keeper).size() + partitions.of(beside(keeper)).size() == count
                && hasCopies(keeper, beside(keeper));
    }

    /** Waits until each of these partitions has been taken over by an instance since an instant, and a decision committed there. */
    void awaitDecisions(Instance by, Watch watch, Set<Integer> of, long since) throws Exception {
        Patience.await("decisions on partitions " + of, DECIDES_WITHIN, () -> {
            by.requireAlive();
            return of.stream().allMatch(partition -> decidedNanos(watch.committed(), watch, partition, since) >= 0);
        });
    }

    /** When the first decision came from an evaluator that took a partition over after an instant; below 0 for not yet. */
    static long decidedNanos(Arrivals decisions, Watch watch, int partition, long since) {
        var begun = watch.begun().firstAfter(partition, since);
        if (begun.isEmpty()) {
            return -1;
        }
        return decisions.firstAfter(partition, begun.getAsLong()).orElse(-1);
    }

    @Override
    public void close() throws InterruptedException {
        one.close();
        other.close();
        partitions.close();
    }
}
