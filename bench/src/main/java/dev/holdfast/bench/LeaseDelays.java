package dev.holdfast.bench;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Lease;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long after the broker has appended a heartbeat its lease is read, uncommitted: what the heartbeat waited for its decision. In milliseconds,
 * by the one clock of this machine.
 */
final class LeaseDelays implements AutoCloseable {
    private static final int DIGITS = 3;

    private final SchemaRegistryClient registry;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordCodec codec;
    private final Thread thread = new Thread(this::read, "bench-leases");
    private Histogram millis = new Histogram(DIGITS);
    private volatile boolean closed;

    LeaseDelays(ExecutorConfig config, int partitions) {
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> assigned = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(config.topicNames().of(Topic.LEASES), number))
                .toList();
        consumer.assign(assigned);
        consumer.seekToEnd(assigned);
        assigned.forEach(consumer::position);
        thread.start();
    }

    /** The delays since this was last asked. */
    synchronized Histogram take() {
        Histogram taken = millis;
        millis = new Histogram(DIGITS);
        return taken;
    }

    private void read() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                long now = System.currentTimeMillis();
                Lease lease = codec.decode(Topic.LEASES, record.value(), Lease.class);
                note(Math.max(0, now - lease.getDecidedAt().toEpochMilli()));
            }
        }
    }

    private synchronized void note(long delayMillis) {
        millis.recordValue(delayMillis);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        codec.close();
        registry.close();
    }
}
