package dev.holdfast.bench.halt;

import dev.holdfast.bench.Workload;
import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.Vitals;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.Launch;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.executor.process.ProcessTree;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.executor.supervise.TreeEnforcer;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An execution under a real guard, healthy until it is given a cause to be stopped for. An embodied one is a process beside, started, paused and ended by what stands behind
 * {@code holdfast exec}. All moments are the guard's own. Any thread.
 */
final class GuardedExecution implements AutoCloseable {
    /** A guard keeps heartbeats 20 ms apart: what is sent out of rhythm that soon after another would wait for that alone. */
    private static final Duration APART = Duration.ofMillis(25);

    private static final List<String> PROGRAM = List.of("sleep", "86400");
    private static final String STRAY_ACTION = "http.delete";

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

    private final String id;
    private final Duration interval;
    private final Consumer<String> unexpected;
    private final Permissions permissions;
    private final @Nullable TreeEnforcer enforcer;
    private @Nullable ExecutionGuard guard;
    private volatile @Nullable ProcessTree body;
    private volatile @Nullable Cause cause;
    private volatile boolean over;
    private volatile @Nullable CountDownLatch frozen;
    private volatile boolean mended;
    private volatile boolean goesOn;
    private volatile Sent lastSent = new Sent(0, 0);
    // The heartbeats' thread alone uses it.
    private long heartbeats;

    private record Sent(long number, long atNanos) {}

    private GuardedExecution(
            String id,
            Duration interval,
            @Nullable TreeEnforcer enforcer,
            Permissions permissions,
            Consumer<String> unexpected) {
        this.id = id;
        this.interval = interval;
        this.enforcer = enforcer;
        this.permissions = permissions;
        this.unexpected = unexpected;
    }

    /**
     * Opens the guard and, for an embodied one, starts the process with the first lease.
     *
     * @param embodied whether it is a process beside
     * @param permissions told of leases that it counts
     * @param unexpected told of commands that nothing was done for: action and findings
     */
    static GuardedExecution open(
            ExecutorConfig config,
            SigningKey key,
            SignedGrant grant,
            boolean embodied,
            Permissions permissions,
            Consumer<String> unexpected)
            throws GuardUnavailable, LaunchException, InterruptedException {
        var execution = new GuardedExecution(
                grant.grant().getExecutionId(),
                Duration.ofMillis(grant.grant().getHeartbeatIntervalMillis()),
                embodied ? new TreeEnforcer(Supervisor.Terms.KILL_GRACE, false) : null,
                permissions,
                unexpected);
        var options = new ExecutionGuard.Options(
                execution.enforcer == null ? NOTHING_TO_ENFORCE : execution.enforcer,
                execution::measure,
                List.of(),
                execution::happened,
                Plan.LONGEST);
        try {
            ExecutionGuard opened = ExecutionGuard.open(config, key, grant, options);
            execution.guard = opened;
            if (!opened.awaitLease(Plan.LONGEST)) {
                throw new GuardUnavailable(
                        "expected a lease within " + Plan.LONGEST.toSeconds() + " s, found none: " + opened.cause());
            }
            if (execution.enforcer != null) {
                execution.start(execution.enforcer);
            }
            return execution;
        } catch (GuardUnavailable | LaunchException | InterruptedException | RuntimeException e) {
            execution.close();
            throw e;
        }
    }

    private void start(TreeEnforcer tree) throws LaunchException, InterruptedException {
        var launch = new Launch(id, PROGRAM, Path.of("").toAbsolutePath(), Map.of(), Containment.AUTO);
        ProcessTree started = tree.start(launch).orElseThrow(() -> new IllegalStateException("halted already"));
        started.onExit().thenRun(() -> {
            long gone = System.nanoTime();
            Cause due = cause;
            if (due != null && due.action() == ControlAction.HALT) {
                due.stopped().complete(gone);
            }
        });
        body = started;
    }

    String id() {
        return id;
    }

    /** Whether it runs, has no cause to be stopped, and has not just sent a heartbeat. */
    boolean isReady() {
        ExecutionGuard opened = guard;
        return cause == null
                && goesOn
                && opened != null
                && opened.standing() == Standing.RUNNING
                && (enforcer == null || body != null)
                && System.nanoTime() - lastSent.atNanos() >= APART.toNanos();
    }

    /** Overruns its budget from now on, and says so at once. It is to be paused. */
    Cause violate(long intended) throws InterruptedException {
        Cause next = expect(ControlAction.PAUSE, "BUDGET_EXCEEDED");
        next.intended().complete(intended);
        over = true;
        actsWithinScope();
        return next;
    }

    /** Does what it must not, and says so at once. It is to be halted. */
    Cause stray(long intended) throws InterruptedException {
        Cause next = expect(ControlAction.HALT, "SCOPE_EXCEEDED");
        next.intended().complete(intended);
        opened().report(STRAY_ACTION, Workload.ALLOWED_RESOURCE);
        return next;
    }

    /**
     * Sends no heartbeat any more, as when it hangs, but hears commands. It is to be paused when as many in a row have not come as are too many; that moment, counted from
     * the sending of the last one that came, is the intended one.
     */
    Cause fallSilent() {
        frozen = new CountDownLatch(1);
        return expect(ControlAction.PAUSE, "HEARTBEATS_LATE");
    }

    /** Somebody else will give it a cause; its intended moment is the caller's to say. */
    Cause expect(ControlAction action, String code) {
        mended = false;
        var next = new Cause(action, code, enforcer != null);
        cause = next;
        return next;
    }

    /** Takes its cause away once it is paused for it, and says so; it runs again when the evaluator agrees. */
    void mend() throws InterruptedException {
        Cause due = cause;
        if (due == null
                || due.action() != ControlAction.PAUSE
                || !due.received().isDone()
                || mended) {
            return;
        }
        over = false;
        mended = true;
        thaw();
        actsWithinScope();
    }

    private void actsWithinScope() throws InterruptedException {
        opened().report(Workload.ALLOWED_ACTION, Workload.ALLOWED_RESOURCE);
    }

    private ExecutionGuard opened() {
        ExecutionGuard opened = guard;
        if (opened == null) {
            throw new IllegalStateException("expected an open guard");
        }
        return opened;
    }

    private void thaw() {
        CountDownLatch latch = frozen;
        if (latch != null) {
            latch.countDown();
            frozen = null;
        }
    }

    /** On the heartbeats' thread, once before each of them. */
    private Vitals.Reading measure() {
        heartbeats++;
        Cause due = cause;
        CountDownLatch latch = frozen;
        if (due != null && latch != null) {
            due.broughtAboutBy(heartbeats - 1);
            silentSince(due, lastSent);
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (due == null || !over) {
            return new Vitals.Reading(Workload.EVIDENCE, Workload.COUNTERS);
        }
        if (due.heartbeat() == 0) {
            due.broughtAboutBy(heartbeats);
        }
        return new Vitals.Reading(Workload.EVIDENCE, Workload.COUNTERS_OVER);
    }

    /** Events are told a little later than they happen: whoever comes last completes it. */
    private void silentSince(Cause due, Sent last) {
        if (due.heartbeat() == last.number() && frozen != null) {
            due.intended()
                    .complete(
                            last.atNanos() + interval.multipliedBy(Plan.MISSED).toNanos());
        }
    }

    private void happened(GuardEvent event) {
        Cause due = cause;
        if (event instanceof GuardEvent.HeartbeatSent heartbeat) {
            lastSent = new Sent(heartbeat.sequence(), heartbeat.atNanos());
            if (due != null) {
                silentSince(due, lastSent);
                if (due.heartbeat() == heartbeat.sequence() && over) {
                    due.sent().complete(heartbeat.atNanos());
                }
            }
        } else if (event instanceof GuardEvent.CommandReceived command) {
            if (due != null && due.answeredBy(command.action(), command.reason())) {
                due.received().complete(command.atNanos());
            } else if (command.action() != ControlAction.RESUME) {
                unexpected.accept(command.action() + " " + command.reason());
            }
        } else if (event instanceof GuardEvent.LeaseReceived lease) {
            permissions.counted(id, lease.heartbeatSequence());
        } else if (event instanceof GuardEvent.Effective effective) {
            goesOn = effective.standing() == Standing.RUNNING;
            if (due != null && due.received().isDone() && effective.standing() == Standing.PAUSED) {
                due.stopped().complete(effective.atNanos());
            }
            // Only now is all of the last cause over: nothing that comes later may be taken for the next one's.
            if (due != null && goesOn && mended) {
                cause = null;
            }
        }
    }

    @Override
    public void close() {
        thaw();
        ExecutionGuard opened = guard;
        if (opened != null) {
            opened.close();
        }
        ProcessTree started = body;
        if (started != null) {
            started.close();
        }
    }
}
