package dev.holdfast.bench.recover;

import dev.holdfast.bench.Workload;
import dev.holdfast.bench.stream.Site;
import dev.holdfast.bench.suite.Worker;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.executor.guard.Seals;
import dev.holdfast.record.Detail;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.producer.Producer;

/**
 * Healthy executions in sessions, one heartbeat a second each, spread evenly over the second. The loop is open: each heartbeat has its intended moment, whatever became
 * of the ones before. They obey nothing, since nothing should be ordered.
 */
final class Load implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration VALID = Duration.ofHours(12);
    private static final Duration LATEST = Duration.ofMinutes(1);
    private static final int DIGITS = 3;
    private static final String INSTANCE = "bench";

    private final SchemaRegistryClient registry;
    private final Producer<byte[], byte[]> producer;
    private final RecordCodec codec;
    private final List<Sender> senders = new ArrayList<>();
    private final Map<String, Sender> byId = new HashMap<>();
    private final Worker worker = new Worker("bench-load", this::send);
    private final AtomicLong lost = new AtomicLong();
    private final Histogram lateNanos = new SynchronizedHistogram(LATEST.toNanos(), DIGITS);

    /** An execution and when it sent what. */
    private static final class Sender {
        private final Outbox outbox;
        private final Seals seals;
        private final List<Long> sentNanos = new ArrayList<>();
        private volatile boolean leased;

        Sender(Outbox outbox, Seals seals) {
            this.outbox = outbox;
            this.seals = seals;
        }
    }

    /**
     * Publishes the grants; heartbeats begin with {@link #start}.
     *
     * @param prefix of their ids
     * @param expected how often the grant says that heartbeats come; they come once a second
     */
    Load(Site site, String prefix, int size, Duration expected) throws Exception {
        ExecutorConfig config = site.clients();
        this.registry = config.newRegistryClient();
        var links = new Links(config, registry);
        this.producer = links.producer(WITHIN, Topic.GRANTS, Topic.HEARTBEATS);
        this.codec = links.codec(Topic.GRANTS, Topic.HEARTBEATS);
        SigningKey issuer = KeyFiles.readSigningKey(site.deployment().layout().issuerKey());
        byte[] evaluator = AgreementKey.derivedFrom(
                        KeyFiles.readSigningKey(site.deployment().layout().evaluatorKey()))
                .publicKey();
        var random = new SecureRandom();
        for (int number = 0; number < size; number++) {
            String id = prefix + number;
            SigningKey key = SigningKey.generate(random);
            var outbox = new Outbox(
                    producer,
                    codec,
                    key,
                    config.trustDomain(),
                    id,
                    RootSegmentPartitioner.partitionOf(id, site.partitions()));
            Grant grant = grant(id, key, expected);
            outbox.grant(SignedGrant.issue(grant, issuer, config.trustDomain()))
                    .get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            var signer = new SessionSigner(key, AgreementKey.generate(random), config.trustDomain(), grant, INSTANCE);
            var seals = new Seals(signer, grant);
            seals.agree(evaluator);
            var sender = new Sender(outbox, seals);
            senders.add(sender);
            byId.put(id, sender);
        }
    }

    private static Grant grant(String id, SigningKey key, Duration expected) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Grant grant = Workload.grant(id, key.verifyingKey(), now.minusSeconds(10), now.plus(VALID));
        grant.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.SESSION));
        // Each heartbeat then shows when it was decided about.
        grant.setDetail(Detail.FULL);
        grant.setHeartbeatIntervalMillis((int) expected.toMillis());
        grant.setLeaseMillis((int) expected.multipliedBy(10).toMillis());
        return grant;
    }

    void start() {
        worker.start();
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    int size() {
        return senders.size();
    }

    /**
     * A lease has come.
     *
     * @return when its heartbeat was sent, by the monotonic clock
     */
    long leased(String id, long sequence) {
        Sender sender = Objects.requireNonNull(byId.get(id), id);
        long sent;
        synchronized (sender.sentNanos) {
            sent = sender.sentNanos.get((int) sequence - 1);
        }
        sender.leased = true;
        sender.seals.leased(sent);
        return sent;
    }

    /** How many heartbeats Kafka did not take. */
    long lost() {
        return lost.get();
    }

    /** How long after their intended moments heartbeats were sent, in nanoseconds. */
    Histogram lateness() {
        return lateNanos.copy();
    }

    private void send(Worker sending) {
        int size = senders.size();
        long start = System.nanoTime();
        for (long turn = 0; sending.goesOn(); turn++) {
            long intended = start + turn * Workload.RHYTHM.toNanos() / size;
            sending.rest(intended);
            lateNanos.recordValue(Math.min(Math.max(0, System.nanoTime() - intended), LATEST.toNanos()));
            Sender sender = senders.get((int) (turn % size));
            long now = System.nanoTime();
            synchronized (sender.sentNanos) {
                sender.sentNanos.add(now);
            }
            Standing standing = sender.leased ? Standing.RUNNING : Standing.WAITING;
            var heartbeat = Workload.heartbeat(
                    turn / size + 1, INSTANCE, Instant.ofEpochMilli(System.currentTimeMillis()), standing);
            sender.outbox.beat(heartbeat, sender.seals, now, (metadata, failure) -> {
                if (failure != null) {
                    lost.incrementAndGet();
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        worker.close();
        producer.close(Duration.ofSeconds(5));
        codec.close();
        registry.close();
    }
}
