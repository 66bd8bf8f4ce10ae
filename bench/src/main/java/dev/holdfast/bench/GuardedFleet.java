package dev.holdfast.bench;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Guarded executions, opened once; a violated one is healthy again as soon as it is resumed. */
final class GuardedFleet implements AutoCloseable {
    private static final int OPENERS = 2;
    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(60);

    private final ExecutorConfig config;
    private final Issuer issuer;
    private final ExecutorService openers = Executors.newFixedThreadPool(OPENERS);
    // Guarded by itself.
    private final List<GuardedExecution> executions = new ArrayList<>();
    private final AtomicLong opened = new AtomicLong();
    private final Map<String, Long> unexpected = new ConcurrentSkipListMap<>();
    private final AtomicLong failures = new AtomicLong();

    GuardedFleet(ExecutorConfig config, Issuer issuer) {
        this.config = config;
        this.issuer = issuer;
    }

    /** Opens as many and waits until all hold a lease. */
    void fill(int size) throws InterruptedException, TimeoutException {
        for (int number = 0; number < size; number++) {
            openers.execute(this::openOne);
        }
        long end = System.nanoTime() + HEALTHY_WITHIN.toNanos();
        while (healthy().size() < size) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("expected " + size + " guarded executions to hold a lease within "
                        + HEALTHY_WITHIN.toSeconds() + " s, found " + healthy().size());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Makes a healthy one overrun its budget; empty when none is healthy at the moment. The time in nanoseconds, once it was paused. */
    Optional<CompletableFuture<Long>> violateOne(Random random) {
        List<GuardedExecution> healthy = healthy();
        return healthy.isEmpty()
                ? Optional.empty()
                : Optional.of(healthy.get(random.nextInt(healthy.size())).violate());
    }

    /** Commands that nothing was done for: action and findings, and how often. */
    Map<String, Long> unexpected() {
        return Map.copyOf(unexpected);
    }

    /** Guards that could not be opened. */
    long failures() {
        return failures.get();
    }

    private List<GuardedExecution> healthy() {
        synchronized (executions) {
            return executions.stream().filter(GuardedExecution::isHealthy).toList();
        }
    }

    private void openOne() {
        try {
            GuardedExecution fresh = GuardedExecution.open(
                    config,
                    issuer,
                    "guarded-" + opened.incrementAndGet(),
                    command -> unexpected.merge(command, 1L, Long::sum));
            synchronized (executions) {
                executions.add(fresh);
            }
        } catch (GuardUnavailable e) {
            failures.incrementAndGet();
        }
    }

    @Override
    public void close() {
        openers.shutdown();
        try {
            if (!openers.awaitTermination(CLOSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                openers.shutdownNow();
            }
        } catch (InterruptedException e) {
            openers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        List<GuardedExecution> rest;
        synchronized (executions) {
            rest = List.copyOf(executions);
            executions.clear();
        }
        rest.parallelStream().forEach(GuardedExecution::close);
    }
}
