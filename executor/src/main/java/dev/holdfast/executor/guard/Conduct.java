package dev.holdfast.executor.guard;

import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.ExecutionHalted;
import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.executor.GuardEvent.Effective;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.executor.GuardEvent.NotEffective;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.executor.permission.Permission;
import dev.holdfast.executor.permission.Permission.Change;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Lease;
import dev.holdfast.record.Selector;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.selector.Selection;
import dev.holdfast.trust.signature.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one execution conducts itself: it obeys commands, keeps to its leases by the monotonic clock, has both enforced, and acknowledges
 * what it has done. Any thread.
 */
public final class Conduct implements AutoCloseable {
    private static final String OPERATOR_PAUSE = "OPERATOR_PAUSE";

    private static final Logger LOG = LoggerFactory.getLogger(Conduct.class);
    private static final long LONGEST_WAIT_MILLIS = 100;

    private final Grant grant;
    private final Set<KeyId> signers;
    private final String executionId;
    private final String executorInstance;
    private final Outbox outbox;
    private final Seals seals;
    private final Pulse pulse;
    private final Events events;
    private final WorkerThreads threads;
    private final Permission permission;
    private final Enforcement enforcement;
    private final Thread watchdog;
    private final CountDownLatch haltAcknowledged = new CountDownLatch(1);

    // What follows is guarded by this object's lock, except where it is read without it on purpose.
    private volatile Standing standing = Standing.WAITING;
    private volatile Pulse.Obedience obedience = new Pulse.Obedience(Standing.WAITING, 0);
    private volatile long leaseEndNanos;
    private @Nullable Answer answerDue;
    private volatile boolean closed;

    /** A command whose effect has to be acknowledged once the order of this number has been carried out. */
    private record Answer(ControlAction action, long epoch, long receivedNanos, long orderNumber) {}

    /**
     * Nothing is watched before {@link #start}.
     *
     * @param signer who signed the grant
     * @param executorInstance name of this run of the executor
     * @param seals those of the heartbeats, which learn here what the evaluator takes
     * @param pulse whose heartbeats the leases answer; started with this
     * @param enforcer carries out what is ordered
     * @param threads those that call {@link #check}
     */
    public Conduct(
            Grant grant,
            KeyId signer,
            String executorInstance,
            Outbox outbox,
            Seals seals,
            Pulse pulse,
            Events events,
            Enforcer enforcer,
            WorkerThreads threads) {
        this.grant = grant;
        this.signers = Set.of(signer);
        this.executionId = grant.getExecutionId();
        this.executorInstance = executorInstance;
        this.outbox = outbox;
        this.seals = seals;
        this.pulse = pulse;
        this.events = events;
        this.threads = threads;
        this.permission =
                new Permission(Duration.ofMillis(grant.getGraceMillis()), Duration.ofMillis(grant.getLeaseMillis()));
        this.enforcement = new Enforcement(enforcer, new Enforcement.Listener() {
            @Override
            public void effective(Enforcement.Order order, Enforcer.Outcome.Seen seen) {
                inEffect(order, seen.detail());
            }

            @Override
            public void notEffective(Enforcement.Order order, String detail) {
                events.accept(new NotEffective(order.standing(), detail));
            }
        });
        this.watchdog = new Thread(this::watch, "holdfast-lease");
        watchdog.setDaemon(true);
    }

    /** Begins to watch the lease, and lets the heartbeats say where the execution stands. */
    public void start() {
        pulse.start(() -> obedience);
        watchdog.start();
    }

    /** Where the execution stands by this executor's knowledge. */
    public Standing standing() {
        return standing;
    }

    /** Why it stands there, for people. */
    public synchronized String cause() {
        return permission.cause();
    }

    /**
     * Passes while a lease holds; waits while there is none yet or the execution is paused.
     *
     * @throws ExecutionHalted when the execution must end, or this has been closed
     */
    public void check() throws InterruptedException {
        if (mayRun() && threads.knowsCaller()) {
            return;
        }
        synchronized (this) {
            while (closed || !mayRun()) {
                if (closed || standing == Standing.HALTED) {
                    threads.callerToldToEnd();
                    throw new ExecutionHalted(executionId, closed ? "its guard is closed" : permission.cause());
                }
                threads.callerInCheck();
                wait(LONGEST_WAIT_MILLIS);
            }
            threads.callerAtWork();
        }
    }

    /** Waits for the first lease, or a halt; true when the work may begin, false when the time passes first. */
    public synchronized boolean awaitLease(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (standing == Standing.WAITING) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return mayRun();
    }

    /** Waits until a halt, by command or by the lapse of the lease, has been seen in effect; false when the time passes first. */
    public boolean awaitHalted(Duration within) throws InterruptedException {
        return enforcement.awaitHalted(within);
    }

    /** Waits until Kafka has taken the acknowledgment of a halt in effect; false when the time passes first. */
    public boolean awaitHaltAcknowledged(Duration within) throws InterruptedException {
        return haltAcknowledged.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Halts by this executor's own decision, such as when it cannot enforce any more. The evaluator learns of it by the next heartbeat. */
    public synchronized void halt(String reason) {
        long now = System.nanoTime();
        apply(permission.halt(reason), null, permission.obeyedEpoch(), now);
    }

    private boolean mayRun() {
        // The clock is asked here as well, so that a check is right even when the watchdog was not scheduled in time.
        return !closed && standing == Standing.RUNNING && System.nanoTime() - leaseEndNanos < 0;
    }

    /** A command has been heard, committed or not. */
    public synchronized void commanded(ControlCommand command) {
        long now = System.nanoTime();
        String reason = reasonOf(command);
        if (command.getSelector() != null) {
            chosen(command, command.getSelector(), reason, now);
            return;
        }
        Change change = permission.command(command.getAction(), command.getEpoch(), reason, now);
        boolean resume = command.getAction() == ControlAction.RESUME && command.getEpoch() >= permission.obeyedEpoch();
        if (change instanceof Change.None && !resume) {
            return;
        }
        events.accept(new CommandReceived(
                command.getAction(),
                command.getEpoch(),
                reason,
                command.getTrigger().getTopic(),
                command.getTrigger().getOffset(),
                now));
        if (command.getAction() == ControlAction.PAUSE) {
            // It may be for heartbeats that the evaluator could not take.
            seals.doubt();
            hold(command);
        }
        if (!resume) {
            // First what stops the work, then the word about it: Kafka may be slow to take it.
            apply(change, command.getAction(), command.getEpoch(), now);
        }
        acknowledge(command.getAction(), command.getEpoch(), AcknowledgmentStage.RECEIVED, now, "");
        haltIfSeenAlready();
    }

    /** A committed lease has been heard. */
    public synchronized void leased(Lease lease) {
        long now = System.nanoTime();
        if (!lease.getExecutorInstance().equals(executorInstance)) {
            return;
        }
        OptionalLong sentAt = pulse.sentAtNanos(lease.getHeartbeatSequence());
        if (sentAt.isEmpty()) {
            return;
        }
        seals.leased(sentAt.getAsLong());
        var duration = Duration.ofMillis(lease.getDurationMillis());
        Standing before = permission.standing();
        Change change = permission.lease(lease.getEpoch(), sentAt.getAsLong(), duration, now);
        if (change instanceof Change.None) {
            return;
        }
        leaseEndNanos = permission.leaseEndNanos();
        events.accept(new LeaseReceived(lease.getEpoch(), lease.getHeartbeatSequence(), duration, now));
        boolean resumed = before == Standing.PAUSED && lease.getEpoch() > 0;
        apply(change, resumed ? ControlAction.RESUME : null, lease.getEpoch(), now);
    }

    /** The evaluator's sign of life has been heard. */
    public synchronized void lives(EvaluatorLiveness evaluator) {
        byte[] agreementKey = new byte[evaluator.getAgreementKey().remaining()];
        evaluator.getAgreementKey().duplicate().get(agreementKey);
        if (seals.agree(agreementKey)) {
            pulse.now();
        }
        long now = System.nanoTime();
        var lag = Duration.ofMillis(evaluator.getLagMillis());
        if (permission.lagging(lag, now) instanceof Change.Moved moved) {
            apply(moved, null, permission.obeyedEpoch(), now);
        }
    }

    /**
     * A command for all whom a selector chooses, ahead of the one for this execution alone, which bears the epoch and is acknowledged.
     */
    private void chosen(ControlCommand command, Selector selector, String reason, long now) {
        boolean denies = command.getAction() == ControlAction.PAUSE || command.getAction() == ControlAction.HALT;
        if (!denies || !Selection.chooses(selector, grant, pulse.evidence(), signers)) {
            return;
        }
        Change change = permission.chosen(command.getAction(), reason, now);
        hold(command);
        if (change instanceof Change.Moved) {
            events.accept(new CommandReceived(
                    command.getAction(),
                    0,
                    reason,
                    command.getTrigger().getTopic(),
                    command.getTrigger().getOffset(),
                    now));
            apply(change, null, permission.obeyedEpoch(), now);
        }
    }

    /** An operator's pause outlasts the grace; not the grant, whose length needs no clock of anybody else's. */
    private void hold(ControlCommand command) {
        boolean operators =
                command.getFindings().stream().anyMatch(found -> found.getCode().equals(OPERATOR_PAUSE));
        if (command.getAction() == ControlAction.PAUSE && operators) {
            permission.hold(Duration.between(grant.getNotBefore(), grant.getNotAfter()));
        }
    }

    private void apply(Change change, @Nullable ControlAction command, long epoch, long now) {
        obedience = new Pulse.Obedience(permission.standing(), permission.obeyedEpoch());
        Standing to;
        if (change instanceof Change.Moved moved) {
            to = moved.to();
            standing = to;
            events.accept(new StandingChanged(moved.from(), to, moved.cause(), now));
            notifyAll();
        } else if (change instanceof Change.Confirmed confirmed) {
            to = confirmed.standing();
        } else {
            notifyAll();
            return;
        }
        Enforcement.Order order = enforcement.order(to);
        answerDue = command == null ? null : new Answer(command, epoch, now, order.number());
        pulse.now();
    }

    private synchronized void inEffect(Enforcement.Order order, String detail) {
        events.accept(new Effective(order.standing(), detail, System.nanoTime()));
        Answer due = answerDue;
        if (due != null && due.orderNumber() == order.number()) {
            answerDue = null;
            acknowledge(due.action(), due.epoch(), AcknowledgmentStage.EFFECTIVE, due.receivedNanos(), detail);
        }
    }

    /** A halt that is ordered after this executor has halted by itself is in effect at once. */
    private void haltIfSeenAlready() {
        Enforcer.Outcome.Seen seen = enforcement.haltSeen();
        Answer due = answerDue;
        if (seen != null && due != null && standing == Standing.HALTED) {
            answerDue = null;
            acknowledge(due.action(), due.epoch(), AcknowledgmentStage.EFFECTIVE, due.receivedNanos(), seen.detail());
        }
    }

    private void acknowledge(
            ControlAction action, long epoch, AcknowledgmentStage stage, long receivedNanos, String detail) {
        var acknowledgment = new Acknowledgment(
                epoch,
                action,
                stage,
                executorInstance,
                Instant.ofEpochMilli(System.currentTimeMillis()),
                (System.nanoTime() - receivedNanos) / 1_000,
                detail);
        boolean halt = stage == AcknowledgmentStage.EFFECTIVE && standing == Standing.HALTED;
        try {
            outbox.send(Topic.ACKS, acknowledgment, (metadata, failure) -> {
                if (failure == null && halt) {
                    haltAcknowledged.countDown();
                }
                if (failure != null) {
                    LOG.warn("event=acknowledgment_lost epoch={} stage={} cause={}", epoch, stage, failure.toString());
                }
            });
        } catch (KafkaException e) {
            LOG.warn("event=acknowledgment_lost epoch={} stage={} cause={}", epoch, stage, e.toString());
        }
    }

    private synchronized void watch() {
        try {
            while (!closed) {
                long now = System.nanoTime();
                apply(permission.elapse(now), null, permission.obeyedEpoch(), now);
                long waitNanos = Math.max(
                        100_000, permission.untilNextElapse(System.nanoTime()).toNanos());
                TimeUnit.NANOSECONDS.timedWait(this, waitNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reasonOf(ControlCommand command) {
        return command.getFindings().isEmpty()
                ? command.getAction().name()
                : command.getFindings().stream()
                        .map(Finding::getCode)
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    /** Lets nobody pass and nobody wait any more. Does not stop the work by itself. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        enforcement.close();
    }
}
