package dev.holdfast.cli.status;

import dev.holdfast.cli.topic.Unread;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows the {@code executions} topic from its beginning, committed records only. One thread at a time. */
public final class StatusFeed implements AutoCloseable {
    private static final int ANSWER_MILLIS = 10_000;

    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SortedMap<String, ExecutionStatus> rows = new TreeMap<>();

    /** @throws KafkaException when the brokers do not answer within 10 s, or the topic is not there */
    public StatusFeed(ExecutorConfig config) {
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        String topic = config.topicNames().of(Topic.EXECUTIONS);
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new KafkaException("topic `" + topic + "` is not there; create it with `holdfast topics create`");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        } catch (RuntimeException e) {
            close();
            throw e instanceof TimeoutException
                    ? new KafkaException(
                            "Kafka at " + config.getList(ExecutorConfig.BOOTSTRAP_SERVERS)
                                    + " does not answer; is the deployment up?",
                            e)
                    : e;
        }
    }

    /**
     * Every execution that is known now, by id, after reading to where the topic ended when this was called.
     *
     * @throws KafkaException when the brokers fall silent before that
     */
    public SortedMap<String, ExecutionStatus> readToEnd() {
        var unread = new Unread(consumer, consumer.endOffsets(consumer.assignment()));
        while (unread.remains()) {
            poll(Duration.ofMillis(200));
        }
        return rows();
    }

    /** Takes in what has changed; true when anything has. */
    public boolean poll(Duration within) {
        boolean changed = false;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(within)) {
            String id = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                rows.remove(id);
            } else {
                rows.put(id, codec.decode(Topic.EXECUTIONS, record.value(), ExecutionStatus.class));
            }
            changed = true;
        }
        return changed;
    }

    /** A copy of all rows as they stand. */
    public SortedMap<String, ExecutionStatus> rows() {
        return new TreeMap<>(rows);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        codec.close();
        try {
            registry.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the registry client", e);
        }
    }
}
