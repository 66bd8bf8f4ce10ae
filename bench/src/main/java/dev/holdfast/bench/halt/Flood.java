package dev.holdfast.bench.halt;

import dev.holdfast.bench.suite.Worker;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Bytes that are no heartbeats, on every partition of the heartbeats, at a steady rate: each becomes a dead letter. */
final class Flood implements AutoCloseable {
    static final int PER_SECOND = 2_000;

    /** What its records are rejected for. */
    static final Set<String> REASONS = Set.of("MISPLACED", "UNDECODABLE");

    private static final int BYTES = 1_024;
    private static final long SEED = 17;
    private static final byte[] KEY = "flood".getBytes(StandardCharsets.UTF_8);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final byte[] garbage = new byte[BYTES];
    private final Worker worker = new Worker("bench-flood", this::send);

    /** Not begun. */
    Flood(ExecutorConfig config) {
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        // Whoever floods a topic does not wait.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = config.topicNames().of(Topic.HEARTBEATS);
        new Random(SEED).nextBytes(garbage);
        garbage[0] = 1;
    }

    /** Begins. */
    void start() {
        worker.start();
    }

    private void send(Worker sending) {
        long start = System.nanoTime();
        for (long turn = 0; sending.goesOn(); turn++) {
            long intended = start + turn * Duration.ofSeconds(1).toNanos() / PER_SECOND;
            sending.rest(intended);
            producer.send(new ProducerRecord<>(topic, (int) (turn % Plan.PARTITIONS), KEY, garbage));
        }
    }

    @Override
    public void close() {
        worker.close();
        producer.close(Duration.ofSeconds(5));
    }
}
