package dev.holdfast.bench;

import dev.holdfast.bench.suite.Worker;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.producer.Producer;

/**
 * Healthy executions without a guard, one heartbeat a second each, spread evenly over the second: signed and sent through one producer. The
 * loop is open: each heartbeat has its intended moment, whatever became of the ones before, and one that is late goes out at once.
 */
final class OpenLoad implements AutoCloseable {
    private static final Duration GRANT_TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final Duration LATEST = Duration.ofMinutes(1);
    private static final int DIGITS = 3;

    private final SchemaRegistryClient registry;
    private final Producer<byte[], byte[]> producer;
    private final List<Outbox> executions = new ArrayList<>();
    private final Worker worker = new Worker("bench-load", this::send);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Histogram lateNanos = new SynchronizedHistogram(LATEST.toNanos(), DIGITS);

    /** Publishes the grants; heartbeats begin with {@link #start}. */
    OpenLoad(ExecutorConfig config, Issuer issuer, int size, int partitions)
            throws InterruptedException, ExecutionException, TimeoutException, GuardUnavailable {
        this.registry = config.newRegistryClient();
        var links = new Links(config, registry);
        this.producer = links.producer(GRANT_TAKEN_WITHIN);
        RecordCodec codec = links.codec(Topic.GRANTS, Topic.HEARTBEATS);
        var random = new SecureRandom();
        for (int number = 0; number < size; number++) {
            String id = "load-" + number;
            SigningKey key = SigningKey.generate(random);
            var outbox = new Outbox(
                    producer, codec, key, config.trustDomain(), id, RootSegmentPartitioner.partitionOf(id, partitions));
            outbox.grant(issuer.issue(id, key)).get(GRANT_TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            executions.add(outbox);
        }
    }

    /** Begins. */
    void start() {
        worker.start();
    }

    /** How many heartbeats were sent. */
    long sent() {
        return sent.get();
    }

    /** How many of them Kafka did not take. */
    long lost() {
        return lost.get();
    }

    /** Forgets how late heartbeats have been so far. */
    void forgetLateness() {
        lateNanos.reset();
    }

    /** How long after their intended moments heartbeats were sent, in nanoseconds: how busy the machine was beside all this. */
    Histogram lateness() {
        return lateNanos.copy();
    }

    private void send(Worker sending) {
        int size = executions.size();
        if (size == 0) {
            return;
        }
        long start = System.nanoTime();
        for (long turn = 0; sending.goesOn(); turn++) {
            long intended = start + turn * Workload.RHYTHM.toNanos() / size;
            sending.rest(intended);
            if (!sending.goesOn()) {
                return;
            }
            lateNanos.recordValue(Math.min(System.nanoTime() - intended, LATEST.toNanos()));
            long sequence = turn / size + 1;
            Standing standing = sequence == 1 ? Standing.WAITING : Standing.RUNNING;
            var heartbeat =
                    Workload.heartbeat(sequence, "bench", Instant.ofEpochMilli(System.currentTimeMillis()), standing);
            executions.get((int) (turn % size)).send(Topic.HEARTBEATS, heartbeat, (metadata, failure) -> {
                if (failure != null) {
                    lost.incrementAndGet();
                }
            });
            sent.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        worker.close();
        producer.close(Duration.ofSeconds(5));
        registry.close();
    }
}
