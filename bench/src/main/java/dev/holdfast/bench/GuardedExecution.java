package dev.holdfast.bench;

import dev.holdfast.executor.Enforcer;
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
 * An execution under a real guard, which overruns its budget for one heartbeat when it is told to. The time from the sending of that
 * heartbeat to the receipt of the pause is taken from the guard's own events, by one monotonic clock.
 */
final class GuardedExecution implements AutoCloseable {
    private static final Duration REACHED_WITHIN = Duration.ofSeconds(30);

    private static final Enforcer NOTHING_TO_ENFORCE = new Enforcer() {
        @Override
        public Outcome pause() {
            return new Outcome.Seen("nothing runs");
        }

        @Override
        public Outcome resume() {
            return new Outcome.Seen("nothing runs");
        }

        @Override
        public Outcome halt() {
            return new Outcome.Seen("nothing runs");
        }
    };

    private final Consumer<String> unexpected;
    private volatile @Nullable ExecutionGuard guard;
    private volatile @Nullable Violation violation;
    // The heartbeats' thread alone uses it.
    private long heartbeats;

    /** One overrun, from the wish to the pause. */
    private static final class Violation {
        private final CompletableFuture<Long> sentAtNanos = new CompletableFuture<>();
        private final CompletableFuture<Long> pausedAtNanos = new CompletableFuture<>();
        // Number of the heartbeat that carries it; 0 before there is one.
        private volatile long heartbeat;
    }

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
        var options = new ExecutionGuard.Options(
                NOTHING_TO_ENFORCE, execution::measure, List.of(), execution::happened, REACHED_WITHIN);
        execution.guard = ExecutionGuard.open(config, key, issuer.issue(executionId, key), options);
        return execution;
    }

    /** Whether it runs under a lease and has not been told to overrun its budget. */
    boolean isHealthy() {
        ExecutionGuard opened = guard;
        return opened != null && violation == null && opened.standing() == Standing.RUNNING;
    }

    /** Overruns its budget with the next heartbeat alone; gives the nanoseconds from its sending to the receipt of the pause. */
    CompletableFuture<Long> violate() {
        var next = new Violation();
        violation = next;
        return next.sentAtNanos.thenCombine(next.pausedAtNanos, (sent, paused) -> paused - sent);
    }

    /** On the heartbeats' thread, once before each of them. */
    private Vitals.Reading measure() {
        heartbeats++;
        Violation due = violation;
        if (due == null || due.heartbeat != 0) {
            return new Vitals.Reading(Workload.EVIDENCE, Workload.COUNTERS);
        }
        due.heartbeat = heartbeats;
        return new Vitals.Reading(Workload.EVIDENCE, Workload.COUNTERS_OVER);
    }

    private void happened(GuardEvent event) {
        Violation open = violation;
        if (event instanceof GuardEvent.HeartbeatSent heartbeat) {
            if (open != null && open.heartbeat == heartbeat.sequence()) {
                open.sentAtNanos.complete(heartbeat.atNanos());
            }
        } else if (event instanceof GuardEvent.CommandReceived command) {
            if (open != null
                    && command.action() == ControlAction.PAUSE
                    && command.reason().equals("BUDGET_EXCEEDED")) {
                open.pausedAtNanos.complete(command.atNanos());
            } else if (command.action() != ControlAction.RESUME) {
                unexpected.accept(command.action() + " " + command.reason());
            }
        } else if (event instanceof GuardEvent.StandingChanged changed && changed.to() == Standing.RUNNING) {
            if (open != null && open.pausedAtNanos.isDone()) {
                violation = null;
            }
        }
    }

    @Override
    public void close() {
        ExecutionGuard opened = guard;
        if (opened != null) {
            opened.close();
        }
    }
}
