package dev.holdfast.bench.suite;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Hears some topics from now on, on a thread of its own. */
public final class Reader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final Ear ear;
    private final Worker worker;

    /** Told of each record. */
    @FunctionalInterface
    public interface Ear {
        /** @param nanos when it came, by the monotonic clock */
        void hear(ConsumerRecord<byte[], byte[]> record, long nanos);
    }

    /**
     * Begins; all that comes from now on is heard.
     *
     * @param registry stays the caller's to close
     * @param isolation Kafka's {@code isolation.level}
     */
    public Reader(
            ExecutorConfig config,
            SchemaRegistryClient registry,
            String isolation,
            int partitions,
            Ear ear,
            Topic... topics) {
        this.consumer = new Links(config, registry).consumer(isolation);
        this.ear = ear;
        List<TopicPartition> assigned = Arrays.stream(topics)
                .map(topic -> config.topicNames().of(topic))
                .flatMap(name -> IntStream.range(0, partitions).mapToObj(number -> new TopicPartition(name, number)))
                .toList();
        consumer.assign(assigned);
        consumer.seekToEnd(assigned);
        assigned.forEach(consumer::position);
        this.worker = new Worker("bench-reader-" + topics[0].logicalName(), this::read);
        worker.start();
    }

    private void read(Worker reading) {
        while (reading.goesOn()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                ear.hear(record, System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        worker.close();
        consumer.close();
    }
}
