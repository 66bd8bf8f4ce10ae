package dev.holdfast.executor;

import dev.holdfast.executor.GuardEvent.CommandReceived;
import dev.holdfast.executor.GuardEvent.Effective;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.executor.GuardEvent.NotEffective;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.executor.guard.Enforcement;
import dev.holdfast.executor.guard.Events;
import dev.holdfast.executor.guard.Inbox;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.executor.guard.Pulse;
import dev.holdfast.executor.guard.Reports;
import dev.holdfast.executor.permission.Permission;
import dev.holdfast.executor.permission.Permission.Change;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Lease;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one execution tied to its grant. It sends signed heartbeats, hears commands (uncommitted) and leases (committed), and stands in
 * front of the work: {@link #check()} passes while a lease holds, waits while paused, and throws once halted. Any thread may call it.
 *
 * <p>Without Kafka, or without its evaluator, the execution is paused when its lease ends, by this process's monotonic clock, and halted
 * when the grant's grace is over.
 */
public final class ExecutionGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionGuard.class);
    private static final Duration LAST_WORD = Duration.ofSeconds(5);
    private static final long LONGEST_WAIT_MILLIS = 100;

    private final SignedGrant grant;
    private final Events events;
    private final WorkerThreads threads = new WorkerThreads();
    private final Permission permission;
    private final String executorInstance = UUID.randomUUID().toString();
    private final SchemaRegistryClient registry;
    private final Outbox outbox;
    private final Inbox<ControlCommand> commands;
    private final Inbox<Lease> leases;
    private final Reports reports;
    private final Pulse pulse;
    private final Enforcement enforcement;
    private final Thread watchdog;
    private final CountDownLatch haltAcknowledged = new CountDownLatch(1);

    // What follows is guarded by this object's lock, except where it is read without it on purpose.
    private volatile Standing standing = Standing.WAITING;
    private volatile long leaseEndNanos;
    private @Nullable Answer answerDue;
    private volatile boolean closed;

    /** A command whose effect has to be acknowledged once the order of this number has been carried out. */
    private record Answer(ControlAction action, long epoch, long receivedNanos, long orderNumber) {}

    /**
     * How a guard is opened.
     *
     * @param enforcer carries commands out; null for the threads of this JVM that call {@link #check()}
     * @param vitals what is measured before each heartbeat
     * @param intent what the work is about to do, as the first heartbeat reports it, so that no lease is given before it was judged
     * @param events learns what happens
     * @param reachWithin how long to wait for Kafka and the registry
     */
    public record Options(
            @Nullable Enforcer enforcer,
            Vitals vitals,
            List<ReportedAction> intent,
            Consumer<GuardEvent> events,
            Duration reachWithin) {
        public Options {
            intent = List.copyOf(intent);
        }

        /** For work in this JVM. */
        public static Options defaults() {
            return new Options(null, Vitals.none(), List.of(), event -> {}, Duration.ofSeconds(30));
        }
    }

    /**
     * Opens a guard: publishes the grant, begins to listen and to send heartbeats. Returns before the first lease.
     *
     * @param key the private key whose public half the grant names
     * @throws GuardUnavailable when the key is not the grant's, the grant is for another deployment, or Kafka or the registry cannot be reached
     * @throws org.apache.kafka.common.config.ConfigException when the configuration names no evaluator's key
     */
    public static ExecutionGuard open(ExecutorConfig config, SigningKey key, SignedGrant grant, Options options)
            throws GuardUnavailable {
        if (!grant.grant()
                .getExecutorKey()
                .equals(ByteBuffer.wrap(key.verifyingKey().raw()))) {
            throw new GuardUnavailable(
                    "the key is not the one that the grant names: expected the private half of the executor key, found "
                            + key.verifyingKey()
                            + "; use the key that `--executor-key` named when the grant was issued");
        }
        if (!grant.trustDomain().equals(config.trustDomain())) {
            throw new GuardUnavailable("the grant is for trust domain `" + grant.trustDomain()
                    + "`, this deployment is `" + config.trustDomain() + "`");
        }
        Map<KeyId, VerifyingKey> evaluators = config.evaluatorKeys();
        SchemaRegistryClient registry = config.newRegistryClient();
        var links = new Links(config, registry);
        ExecutionGuard guard = null;
        try {
            int partition = links.await(grant.grant().getExecutionId(), options.reachWithin(), options.events());
            guard = new ExecutionGuard(
                    links, registry, evaluators, config.trustDomain(), key, grant, partition, options);
            guard.publishGrant();
            guard.begin();
            return guard;
        } catch (GuardUnavailable e) {
            closeAfterFailure(guard, registry);
            throw e;
        } catch (KafkaException e) {
            closeAfterFailure(guard, registry);
            throw new GuardUnavailable("Kafka or the schema registry refused: " + e.getMessage());
        }
    }

    private static void closeAfterFailure(@Nullable ExecutionGuard guard, SchemaRegistryClient registry) {
        if (guard != null) {
            guard.close();
            return;
        }
        try {
            registry.close();
        } catch (IOException e) {
            LOG.warn("event=registry_not_closed cause={}", e.toString());
        }
    }

    private ExecutionGuard(
            Links links,
            SchemaRegistryClient registry,
            Map<KeyId, VerifyingKey> evaluators,
            String trustDomain,
            SigningKey key,
            SignedGrant grant,
            int partition,
            Options options)
            throws GuardUnavailable {
        Grant terms = grant.grant();
        this.grant = grant;
        this.registry = registry;
        this.events = new Events(options.events());
        this.permission =
                new Permission(Duration.ofMillis(terms.getGraceMillis()), Duration.ofMillis(terms.getLeaseMillis()));
        this.reports = new Reports(terms.getBudgets().keySet());
        reports.putBack(options.intent());
        String id = terms.getExecutionId();
        this.outbox = new Outbox(
                links.producer(options.reachWithin()),
                links.codec(Topic.GRANTS, Topic.HEARTBEATS, Topic.ACKS),
                key,
                trustDomain,
                id,
                partition);
        this.commands = new Inbox<>(
                links.consumer("read_uncommitted"),
                new Inbox.Address(Topic.CONTROL, partition, id, trustDomain),
                ControlCommand.class,
                links.codec(Topic.CONTROL),
                evaluators,
                this::commanded,
                cause -> events.accept(new GuardEvent.RecordIgnored(Topic.CONTROL.logicalName(), cause)),
                this::deaf);
        this.leases = new Inbox<>(
                links.consumer("read_committed"),
                new Inbox.Address(Topic.LEASES, partition, id, trustDomain),
                Lease.class,
                links.codec(Topic.LEASES),
                evaluators,
                this::leased,
                cause -> events.accept(new GuardEvent.RecordIgnored(Topic.LEASES.logicalName(), cause)),
                this::deaf);
        this.pulse = new Pulse(
                outbox,
                options.vitals(),
                reports,
                executorInstance,
                Duration.ofMillis(terms.getHeartbeatIntervalMillis()),
                this::obedience,
                events);
        Enforcer enforcer = options.enforcer() == null ? threads : options.enforcer();
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

    private void publishGrant() throws GuardUnavailable {
        try {
            outbox.grant(grant).get(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GuardUnavailable("Kafka did not take the grant: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GuardUnavailable("interrupted while the grant was published");
        }
    }

    private void begin() {
        watchdog.start();
        commands.start();
        leases.start();
        pulse.start();
    }

    /** The grant. */
    public Grant grant() {
        return grant.grant();
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
     * Passes while a lease holds; waits while there is none yet or the execution is paused. Call it often: between steps, before every
     * action with an effect outside.
     *
     * @throws ExecutionHalted when the execution must end, or the guard has been closed
     * @throws InterruptedException when interrupted while waiting
     */
    public void check() throws InterruptedException {
        if (mayRun() && threads.knowsCaller()) {
            return;
        }
        synchronized (this) {
            while (closed || !mayRun()) {
                if (closed || standing == Standing.HALTED) {
                    threads.callerToldToEnd();
                    throw new ExecutionHalted(
                            grant().getExecutionId(), closed ? "its guard is closed" : permission.cause());
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

    /**
     * The work does something: an action and what it is done to. Goes out with a heartbeat at once; waits when too much has gathered.
     *
     * @throws IllegalArgumentException when a text is empty or longer than 2,048 characters
     */
    public void report(String action, String resource) throws InterruptedException {
        reports.did(action, resource);
        pulse.now();
    }

    /** A counter of the work rises, by 0 or more. Goes out with the next heartbeat. */
    public void count(String counter, long amount) {
        reports.counted(counter, amount);
    }

    /**
     * The work has ended by itself. Sends a last heartbeat.
     *
     * @param exitCode how; null when there is none
     * @return whether Kafka has taken it within 5 s
     */
    public boolean complete(@Nullable Integer exitCode) throws InterruptedException {
        return pulse.end(exitCode, LAST_WORD);
    }

    private boolean mayRun() {
        // The clock is asked here as well, so that a check is right even when the watchdog was not scheduled in time.
        return !closed && standing == Standing.RUNNING && System.nanoTime() - leaseEndNanos < 0;
    }

    private synchronized Pulse.Obedience obedience() {
        return new Pulse.Obedience(permission.standing(), permission.obeyedEpoch());
    }

    private synchronized void commanded(ControlCommand command) {
        long now = System.nanoTime();
        String reason = reasonOf(command);
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
        if (!resume) {
            // First what stops the work, then the word about it: Kafka may be slow to take it.
            apply(change, command.getAction(), command.getEpoch(), now);
        }
        acknowledge(command.getAction(), command.getEpoch(), AcknowledgmentStage.RECEIVED, now, "");
        haltIfSeenAlready();
    }

    /** Who cannot hear a denial any more must not go on. */
    private void deaf(String cause) {
        halt("the executor cannot hear its evaluator any more: " + cause);
    }

    private synchronized void leased(Lease lease) {
        long now = System.nanoTime();
        if (!lease.getExecutorInstance().equals(executorInstance)) {
            return;
        }
        OptionalLong sentAt = pulse.sentAtNanos(lease.getHeartbeatSequence());
        if (sentAt.isEmpty()) {
            return;
        }
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

    private void apply(Change change, @Nullable ControlAction command, long epoch, long now) {
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

    /**
     * Lets go. Call {@link #complete} first when the work has ended; without it the evaluator hears nothing more and pauses, then halts, the
     * execution. Does not stop the work by itself.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        reports.close();
        pulse.close();
        commands.close();
        leases.close();
        enforcement.close();
        outbox.close();
        events.close();
        try {
            registry.close();
        } catch (IOException e) {
            LOG.warn("event=registry_not_closed cause={}", e.toString());
        }
    }
}
