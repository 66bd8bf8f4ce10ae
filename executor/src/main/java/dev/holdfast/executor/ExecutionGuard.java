package dev.holdfast.executor;

import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.guard.Attestations;
import dev.holdfast.executor.guard.Conduct;
import dev.holdfast.executor.guard.Events;
import dev.holdfast.executor.guard.Inbox;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.executor.guard.Pulse;
import dev.holdfast.executor.guard.Reports;
import dev.holdfast.executor.guard.Resources;
import dev.holdfast.executor.guard.Seals;
import dev.holdfast.executor.guard.WorkerThreads;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Lease;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one execution tied to its grant. It sends heartbeats, signed or in a session, hears commands (uncommitted) and leases (committed), and stands in
 * front of the work: {@link #check()} passes while a lease holds, waits while paused, and throws once halted. Any thread may call it.
 *
 * <p>Without Kafka, or without its evaluator, the execution is paused when its lease ends, by this process's monotonic clock, and halted
 * when the grant's grace is over. So it is when the evaluator says that it is behind by as much as the lease lasts.
 */
public final class ExecutionGuard implements AutoCloseable {
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final SignedGrant grant;
    private final Resources resources;
    private final Reports reports;
    private final Pulse pulse;
    private final Conduct conduct;

    /**
     * How a guard is opened.
     *
     * @param enforcer carries commands out; null for the threads of this JVM that call {@link #check()}
     * @param vitals what is measured before each heartbeat
     * @param intent what the work is about to do, as the first heartbeat reports it, so that no lease is given before it was judged
     * @param events learns what happens
     * @param reachWithin how long to wait for Kafka and the registry
     * @param attesters make what the grant asks to be attested
     */
    public record Options(
            @Nullable Enforcer enforcer,
            Vitals vitals,
            List<ReportedAction> intent,
            Consumer<GuardEvent> events,
            Duration reachWithin,
            List<Attester> attesters) {
        public Options {
            intent = List.copyOf(intent);
            attesters = List.copyOf(attesters);
        }

        /** For a grant that asks for no attestations. */
        public Options(
                @Nullable Enforcer enforcer,
                Vitals vitals,
                List<ReportedAction> intent,
                Consumer<GuardEvent> events,
                Duration reachWithin) {
            this(enforcer, vitals, intent, events, reachWithin, List.of());
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
        var resources = new Resources();
        try {
            return new ExecutionGuard(config, evaluators, key, grant, options, resources);
        } catch (KafkaException e) {
            resources.close();
            throw new GuardUnavailable("Kafka or the schema registry refused: " + e.getMessage());
        } catch (GuardUnavailable | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    /** Each part that has to be closed is put among the resources as soon as it is there, in the order in which they need each other. */
    private ExecutionGuard(
            ExecutorConfig config,
            Map<KeyId, VerifyingKey> evaluators,
            SigningKey key,
            SignedGrant grant,
            Options options,
            Resources resources)
            throws GuardUnavailable {
        Grant terms = grant.grant();
        String id = terms.getExecutionId();
        this.grant = grant;
        this.resources = resources;
        var registry = resources.add(config.newRegistryClient());
        var links = new Links(config, registry);
        int partition = links.await(id, options.reachWithin(), options.events());
        var events = resources.add(new Events(options.events()));
        String executorInstance = UUID.randomUUID().toString();
        var agreementKey = AgreementKey.generate(new SecureRandom());
        var seals =
                new Seals(new SessionSigner(key, agreementKey, config.trustDomain(), terms, executorInstance), terms);
        var outbox = resources.add(new Outbox(
                links.producer(options.reachWithin(), Topic.GRANTS, Topic.HEARTBEATS, Topic.ACKS),
                links.codec(Topic.GRANTS, Topic.HEARTBEATS, Topic.ACKS),
                key,
                config.trustDomain(),
                id,
                partition));
        this.reports = new Reports(terms.getBudgets().keySet());
        reports.putBack(options.intent());
        var attestations = resources.add(
                new Attestations(options.attesters(), terms, config.trustDomain(), key.verifyingKey(), events));
        var threads = new WorkerThreads();
        Enforcer enforcer = options.enforcer() == null ? threads : options.enforcer();
        this.pulse = new Pulse(
                outbox,
                seals,
                options.vitals(),
                reports,
                attestations,
                executorInstance,
                enforcer.capabilities(),
                Duration.ofMillis(terms.getHeartbeatIntervalMillis()),
                events);
        this.conduct = resources.add(new Conduct(
                terms, grant.signature().keyId(), executorInstance, outbox, seals, pulse, events, enforcer, threads));
        var ears = new Ears(links, evaluators, events, new Inbox.Address(partition, id, config.trustDomain()));
        var leases = resources.add(ears.on(Topic.LEASES, "read_committed", Lease.class, conduct::leased));
        var commands =
                resources.add(ears.on(Topic.CONTROL, "read_uncommitted", ControlCommand.class, conduct::commanded));
        var evaluator =
                resources.add(ears.on(Topic.EVALUATORS, "read_uncommitted", EvaluatorLiveness.class, liveness -> {
                    if (liveness.getPartition() == partition) {
                        conduct.lives(liveness);
                        attestations.challenged(liveness.getChallenge());
                    }
                }));
        resources.add(pulse);
        resources.add(reports);
        publishGrant(outbox);
        commands.start();
        leases.start();
        evaluator.start();
        conduct.start();
        attestations.start(conduct::standing, pulse::now);
    }

    /** What all inboxes of a guard share. */
    private final class Ears {
        private final Links links;
        private final Map<KeyId, VerifyingKey> evaluators;
        private final Events events;
        private final Inbox.Address address;

        private Ears(Links links, Map<KeyId, VerifyingKey> evaluators, Events events, Inbox.Address address) {
            this.links = links;
            this.evaluators = evaluators;
            this.events = events;
            this.address = address;
        }

        private <T extends SpecificRecord> Inbox<T> on(
                Topic topic, String isolation, Class<T> type, Consumer<T> listener) {
            return new Inbox<>(
                    links.consumer(isolation),
                    topic,
                    address,
                    type,
                    links.codec(topic),
                    evaluators,
                    listener,
                    cause -> events.accept(new GuardEvent.RecordIgnored(topic.logicalName(), cause)),
                    // Who cannot hear a denial any more must not go on.
                    cause -> halt("the executor cannot hear its evaluator any more: " + cause));
        }
    }

    private void publishGrant(Outbox outbox) throws GuardUnavailable {
        try {
            outbox.grant(grant).get(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GuardUnavailable("Kafka did not take the grant: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GuardUnavailable("interrupted while the grant was published");
        }
    }

    /** The grant. */
    public Grant grant() {
        return grant.grant();
    }

    /** Where the execution stands by this executor's knowledge. */
    public Standing standing() {
        return conduct.standing();
    }

    /** Why it stands there, for people. */
    public String cause() {
        return conduct.cause();
    }

    /**
     * Passes while a lease holds; waits while there is none yet or the execution is paused. Call it often: between steps, before every
     * action with an effect outside.
     *
     * @throws ExecutionHalted when the execution must end, or the guard has been closed
     * @throws InterruptedException when interrupted while waiting
     */
    public void check() throws InterruptedException {
        conduct.check();
    }

    /** Waits for the first lease, or a halt; true when the work may begin, false when the time passes first. */
    public boolean awaitLease(Duration within) throws InterruptedException {
        return conduct.awaitLease(within);
    }

    /** Waits until a halt, by command or by the lapse of the lease, has been seen in effect; false when the time passes first. */
    public boolean awaitHalted(Duration within) throws InterruptedException {
        return conduct.awaitHalted(within);
    }

    /** Waits until Kafka has taken the acknowledgment of a halt in effect; false when the time passes first. */
    public boolean awaitHaltAcknowledged(Duration within) throws InterruptedException {
        return conduct.awaitHaltAcknowledged(within);
    }

    /** Halts by this executor's own decision, such as when it cannot enforce any more. The evaluator learns of it by the next heartbeat. */
    public void halt(String reason) {
        conduct.halt(reason);
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

    /**
     * Lets go. Call {@link #complete} first when the work has ended; without it the evaluator hears nothing more and pauses, then halts, the
     * execution. Does not stop the work by itself.
     */
    @Override
    public void close() {
        resources.close();
    }
}
