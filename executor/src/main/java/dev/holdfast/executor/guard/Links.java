package dev.holdfast.executor.guard;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes a guard's clients, and waits until the deployment can be reached. */
public final class Links {
    private static final Duration ONE_TRY = Duration.ofSeconds(3);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final int MAXIMUM_BLOCK_MILLIS = 500;
    private static final int DELIVERY_MILLIS = 5_000;
    private static final int RECONNECT_MILLIS = 50;
    private static final int RECONNECT_MOST_MILLIS = 500;

    private final ExecutorConfig config;
    private final SchemaRegistryClient registry;

    /** @param registry shared by all parts of one guard */
    public Links(ExecutorConfig config, SchemaRegistryClient registry) {
        this.config = config;
        this.registry = registry;
    }

    /**
     * Waits for the registry and the brokers.
     *
     * @param within how long, at the most
     * @return the execution's partition
     * @throws GuardUnavailable when they cannot be reached in time, or the topics are not there
     */
    public int await(String executionId, Duration within, java.util.function.Consumer<GuardEvent> events)
            throws GuardUnavailable {
        long start = System.nanoTime();
        awaitRegistry(start, within, events);
        String control = config.topicNames().of(Topic.CONTROL);
        while (true) {
            String failure;
            try (Consumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
                List<PartitionInfo> partitions = consumer.partitionsFor(control, ONE_TRY);
                if (partitions != null && !partitions.isEmpty()) {
                    return RootSegmentPartitioner.partitionOf(executionId, partitions.size());
                }
                failure = "topic `" + control + "` is not there";
            } catch (AuthorizationException | InvalidTopicException e) {
                throw new GuardUnavailable("Kafka refuses topic `" + control + "`: " + e.getMessage());
            } catch (KafkaException e) {
                failure = "Kafka at " + config.getList(ExecutorConfig.BOOTSTRAP_SERVERS) + " does not answer";
            }
            rest(
                    failure,
                    start,
                    within,
                    events,
                    "; is the cluster up, and were the topics made with `holdfast topics create`?");
        }
    }

    private void awaitRegistry(long start, Duration within, java.util.function.Consumer<GuardEvent> events)
            throws GuardUnavailable {
        String subject = config.topicNames().subjectOf(Topic.HEARTBEATS);
        while (true) {
            String failure;
            try {
                registry.getLatestSchemaMetadata(subject);
                return;
            } catch (RestClientException e) {
                failure = "the schema registry has no subject `" + subject + "` (" + e.getStatus() + ")";
            } catch (IOException e) {
                failure = "the schema registry at " + config.getString(ExecutorConfig.SCHEMA_REGISTRY_URL)
                        + " does not answer";
            }
            rest(
                    failure,
                    start,
                    within,
                    events,
                    "; is it up, and were the schemas registered with `holdfast topics create`?");
        }
    }

    private static void rest(
            String failure, long start, Duration within, java.util.function.Consumer<GuardEvent> events, String next)
            throws GuardUnavailable {
        var waited = Duration.ofNanos(System.nanoTime() - start);
        if (waited.compareTo(within) >= 0) {
            throw new GuardUnavailable(failure + " after " + waited.toSeconds() + " s" + next);
        }
        events.accept(new GuardEvent.Unreachable(failure, waited));
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GuardUnavailable("interrupted while waiting: " + failure);
        }
    }

    /** A codec of its own for one user, which needs no registry any more to read and write these topics. */
    public RecordCodec codec(Topic... topics) {
        var codec = new RecordCodec(registry, config.topicNames());
        codec.prepare(topics);
        return codec;
    }

    /**
     * A consumer without a group: an executor hears its partition alone.
     *
     * @param isolation {@code read_uncommitted} for denials, {@code read_committed} for permissions
     */
    public Consumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ONE_TRY.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_TRY.toMillis());
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MOST_MILLIS);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A producer that neither waits to fill a batch nor blocks for long when Kafka is away. It knows these topics when this returns.
     *
     * @throws GuardUnavailable when Kafka does not tell about them in time
     */
    public Producer<byte[], byte[]> producer(Duration within, Topic... topics) throws GuardUnavailable {
        long start = System.nanoTime();
        var producer = new KafkaProducer<byte[], byte[]>(
                producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
        for (Topic topic : topics) {
            while (!knows(producer, config.topicNames().of(topic))) {
                if (System.nanoTime() - start > within.toNanos()) {
                    producer.close(Duration.ZERO);
                    throw new GuardUnavailable("Kafka does not tell about topic `"
                            + config.topicNames().of(topic) + "`");
                }
            }
        }
        return producer;
    }

    private static boolean knows(Producer<byte[], byte[]> producer, String topic) {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAXIMUM_BLOCK_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_TRY.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MOST_MILLIS);
        return settings;
    }
}
