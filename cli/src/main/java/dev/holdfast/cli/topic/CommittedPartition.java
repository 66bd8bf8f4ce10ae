package dev.holdfast.cli.topic;

import dev.holdfast.cli.recorded.Spread;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One partition of a topic from its beginning on, committed records alone or all of them. One thread. */
public final class CommittedPartition implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ANSWER_MILLIS = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /** @throws KafkaException when the brokers do not answer within 10 s, or the partition is not there */
    public CommittedPartition(ExecutorConfig config, Topic topic, int number) {
        this(config, topic, number, "read_committed");
    }

    /** The same with records of transactions that were aborted, or still are open. */
    public static CommittedPartition andUncommitted(ExecutorConfig config, Topic topic, int number) {
        return new CommittedPartition(config, topic, number, "read_uncommitted");
    }

    private CommittedPartition(ExecutorConfig config, Topic topic, int number, String isolation) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
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

    /** Offset of the first record that is still there, or of the next one. */
    public long begin() {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Where it ends now: behind the last committed record, or behind the last of all. */
    public long end() {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /**
     * Reads on to where the partition ends now.
     *
     * @throws KafkaException when the brokers fall silent before that
     */
    public void read(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        readTo(end(), reader);
    }

    /** Reads on to an offset; waits for what is not committed before it. See {@link #read}. */
    public void readTo(long end, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Spread.Batches<ConsumerRecord<byte[], byte[]>> batches = batchesTo(end);
        try {
            for (var batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                batch.get().get().forEach(reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for those who spread it over threads. */
    public Spread.Batches<ConsumerRecord<byte[], byte[]>> batchesTo(long end) {
        var unread = new Unread(consumer, Map.of(partition, end));
        return () -> {
            while (unread.remains()) {
                List<ConsumerRecord<byte[], byte[]>> records =
                        consumer.poll(POLL).records(partition);
                if (!records.isEmpty()) {
                    return Optional.of(() -> records);
                }
            }
            return Optional.empty();
        };
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
