package dev.holdfast.bench;

import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.signature.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An execution under a real guard, which leaves its scope when it is told to. The time from the sending of the heartbeat that says so to
 * the receipt of the halt is taken from the guard's own events, by one monotonic clock.
 */
final class GuardedExecution implements AutoCloseable {
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(30);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(5);

    private final Consumer<String> unexpected;
    private final CompletableFuture<Long> sentAtNanos = new CompletableFuture<>();
    private final CompletableFuture<Long> haltedAtNanos = new CompletableFuture<>();
    private volatile boolean due;
    private volatile @Nullable ExecutionGuard guard;
    // The heartbeats' thread alone uses it.
    private boolean inThisHeartbeat;

    private GuardedExecution(Consumer<String> unexpected) {
        this.unexpected = unexpected;
    }

    /**
     * Opens the guard; the first lease comes later.
     *
     * @param unexpected told of commands that nothing was done for: action and findings
     */
    static GuardedExecution open(ExecutorConfig config, Issuer issuer, String executionId, Consumer<String> unexpected)
            throws GuardUnavailable {
        SigningKey key = SigningKey.generate(new SecureRandom());
        var execution = new GuardedExecution(unexpected);
        var options =
                new ExecutionGuard.Options(null, execution::measure, List.of(), execution::happened, REACHED_WITHIN);
        execution.guard = ExecutionGuard.open(config, key, issuer.issue(executionId, key), options);
        return execution;
    }

    /** Whether it runs under a lease and has not been told to leave its scope. */
    boolean isHealthy() {
        ExecutionGuard opened = guard;
        return opened != null && !due && !sentAtNanos.isDone() && opened.standing() == Standing.RUNNING;
    }

    /** Leaves its scope with the next heartbeat; gives the nanoseconds from its sending to the receipt of the halt. */
    CompletableFuture<Long> violate() {
        due = true;
        return sentAtNanos.thenCombine(haltedAtNanos, (sent, halted) -> halted - sent);
    }

    /** On the heartbeats' thread, just before it takes what was reported: so this heartbeat and no other carries the violation. */
    private Vitals.Reading measure() {
        ExecutionGuard opened = guard;
        if (due && opened != null && !inThisHeartbeat) {
            due = false;
            inThisHeartbeat = true;
            try {
                opened.report(Workload.FORBIDDEN_ACTION, Workload.FORBIDDEN_RESOURCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new Vitals.Reading(Workload.EVIDENCE, Workload.COUNTERS);
    }

    private void happened(GuardEvent event) {
        if (event instanceof GuardEvent.HeartbeatSent heartbeat && inThisHeartbeat) {
            sentAtNanos.complete(heartbeat.atNanos());
        } else if (event instanceof GuardEvent.CommandReceived command) {
            if (command.action() == ControlAction.HALT && command.reason().contains("SCOPE_EXCEEDED")) {
                haltedAtNanos.complete(command.atNanos());
            } else {
                unexpected.accept(command.action() + " " + command.reason());
            }
        }
    }

    /** Lets the guard acknowledge its halt, if there was one, and closes it. */
    @Override
    public void close() {
        ExecutionGuard opened = guard;
        if (opened == null) {
            return;
        }
        try {
            if (haltedAtNanos.isDone()) {
                opened.awaitHaltAcknowledged(ACKNOWLEDGED_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        opened.close();
    }
}
