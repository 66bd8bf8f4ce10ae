package dev.holdfast.cli.topic;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One partition of a topic, committed records alone, from its beginning on. One thread. */
public final class CommittedPartition implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ANSWER_MILLIS = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /** @throws KafkaException when the brokers do not answer within 10 s, or the partition is not there */
    public CommittedPartition(ExecutorConfig config, Topic topic, int number) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition = new TopicPartition(config.topicNames().of(topic), number);
        try {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** How many partitions a topic has. */
    public static int count(ExecutorConfig config, Topic topic) {
        try (var any = new CommittedPartition(config, topic, 0)) {
            return any.consumer.partitionsFor(any.partition.topic()).size();
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka does not answer; is the deployment up?", e);
        }
    }

    /**
     * Reads on to where the partition ends now.
     *
     * @throws KafkaException when the brokers fall silent before that
     */
    public void read(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        var unread = new Unread(consumer, consumer.endOffsets(List.of(partition)));
        while (unread.remains()) {
            consumer.poll(POLL).forEach(reader);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
