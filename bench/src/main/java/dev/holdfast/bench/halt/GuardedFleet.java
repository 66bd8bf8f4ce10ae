package dev.holdfast.bench.halt;

import dev.holdfast.bench.Issuer;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.trust.signature.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Guarded executions. Those that were paused are mended together, about once a second: each resumption asks for a commit, in which nothing is decided, and commits of that many
 * resumptions one by one would be what is measured.
 */
final class GuardedFleet implements AutoCloseable {
    static final String PREFIX = "guarded-";

    private static final int OPENERS = 3;
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    /** Not a second: evaluators commit once a second, and the two would keep step. */
    private static final Duration MENDED_EVERY = Duration.ofMillis(900);

    private static final Duration LOOK = Duration.ofNanos(200_000);
    private static final Duration GRACE = Duration.ofHours(1);
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final ExecutorConfig config;
    private final Issuer issuer;
    private final Duration interval;
    private final Permissions permissions;
    private final List<GuardedExecution> executions = new ArrayList<>();
    private final ScheduledExecutorService mender = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Long> unexpected = new ConcurrentSkipListMap<>();

    /** Empty. */
    GuardedFleet(ExecutorConfig config, Issuer issuer, Duration interval, Permissions permissions) {
        this.permissions = permissions;
        this.config = config;
        this.issuer = issuer;
        this.interval = interval;
        mender.scheduleAtFixedRate(this::mend, MENDED_EVERY.toMillis(), MENDED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Opens as many and waits until all run. */
    void fill(int bare, int embodied) throws Exception {
        List<Callable<GuardedExecution>> wanted = Stream.concat(
                        Stream.generate(() -> false).limit(bare),
                        Stream.generate(() -> true).limit(embodied))
                .<Callable<GuardedExecution>>map(process -> () -> open(process))
                .toList();
        ExecutorService openers = Executors.newFixedThreadPool(OPENERS);
        try {
            for (Future<GuardedExecution> opened : openers.invokeAll(wanted)) {
                synchronized (executions) {
                    executions.add(opened.get());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a guarded execution could not be opened: " + e.getCause(), e);
        } finally {
            openers.shutdown();
        }
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (ready().size() < bare + embodied) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("expected " + (bare + embodied) + " guarded executions to run within "
                        + READY_WITHIN.toSeconds() + " s, found " + ready().size());
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private GuardedExecution open(boolean embodied) throws GuardUnavailable, LaunchException, InterruptedException {
        SigningKey key = SigningKey.generate(new SecureRandom());
        return GuardedExecution.open(
                config,
                key,
                issuer.issue(PREFIX + OPENED.incrementAndGet(), key, grant -> {
                    grant.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.SESSION));
                    grant.setHeartbeatIntervalMillis((int) interval.toMillis());
                    // It is mended long before that, unless the evaluator is far behind.
                    grant.setGraceMillis((int) GRACE.toMillis());
                }),
                embodied,
                permissions,
                command -> unexpected.merge(command, 1L, Long::sum));
    }

    /** All of them. */
    List<GuardedExecution> all() {
        synchronized (executions) {
            return List.copyOf(executions);
        }
    }

    /** Any that is ready, as soon as one is; empty when none is before that moment. */
    Optional<GuardedExecution> awaitReady(Random random, long until) {
        while (true) {
            List<GuardedExecution> ready = ready();
            if (!ready.isEmpty()) {
                return Optional.of(ready.get(random.nextInt(ready.size())));
            }
            if (System.nanoTime() >= until) {
                return Optional.empty();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private List<GuardedExecution> ready() {
        return all().stream().filter(GuardedExecution::isReady).toList();
    }

    private void mend() {
        try {
            for (GuardedExecution execution : all()) {
                execution.mend();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Commands that nothing was done for, and how often: action and findings. */
    Map<String, Long> unexpected() {
        return Map.copyOf(unexpected);
    }

    /** Lets go of all. */
    void empty() {
        List<GuardedExecution> rest;
        synchronized (executions) {
            rest = List.copyOf(executions);
            executions.clear();
        }
        // Each waits for its threads to end.
        List<Thread> closers = rest.stream()
                .map(execution -> new Thread(execution::close, "bench-close"))
                .toList();
        closers.forEach(Thread::start);
        try {
            for (Thread closer : closers) {
                closer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        mender.shutdownNow();
        empty();
    }
}
