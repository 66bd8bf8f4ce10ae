package dev.holdfast.cli.governance;

import dev.holdfast.cli.topic.Unread;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows what evaluators tell of a trial: all differences that are kept, and the signs of life from now on. One thread. */
public final class TrialFeed implements AutoCloseable {
    private static final int ANSWER_MILLIS = 10_000;
    private static final Duration POLL = Duration.ofMillis(50);

    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String evaluators;
    private final List<TopicPartition> differences;
    private final Trial trial;

    /** @throws KafkaException when the brokers do not answer within 10 s, or a topic is not there */
    public TrialFeed(ExecutorConfig config) {
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        this.evaluators = config.topicNames().of(Topic.EVALUATORS);
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            this.differences = partitions(config.topicNames().of(Topic.SHADOW));
            List<TopicPartition> signs = partitions(evaluators);
            this.trial = new Trial(signs.size());
            consumer.assign(
                    Stream.of(differences, signs).flatMap(Collection::stream).toList());
            consumer.seekToBeginning(differences);
            consumer.seekToEnd(signs);
            signs.forEach(consumer::position);
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

    private List<TopicPartition> partitions(String topic) {
        var partitions = new ArrayList<TopicPartition>();
        consumer.partitionsFor(topic)
                .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        if (partitions.isEmpty()) {
            throw new KafkaException("topic `" + topic + "` is not there; create it with `holdfast topics create`");
        }
        return partitions;
    }

    /**
     * The trial as it is told now: every difference that was kept when this was called, and a sign of life of each partition that gives one in time.
     *
     * @throws KafkaException when the brokers fall silent before the last difference
     */
    public Trial read(Duration within) {
        var unread = new Unread(consumer, consumer.endOffsets(differences));
        long end = System.nanoTime() + within.toNanos();
        while (unread.remains() || !trial.isHeardOfEverywhere() && System.nanoTime() - end < 0) {
            poll(POLL);
        }
        return trial;
    }

    /** Takes in what has come; the differences among it, in their order. */
    public List<Told> poll(Duration within) {
        var told = new ArrayList<Told>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(within)) {
            if (record.value() == null) {
                continue;
            }
            if (record.topic().equals(evaluators)) {
                trial.take(record.partition(), codec.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class));
            } else {
                var each = new Told(
                        new String(record.key(), StandardCharsets.UTF_8),
                        codec.decode(Topic.SHADOW, record.value(), ShadowDifference.class));
                trial.take(each);
                told.add(each);
            }
        }
        return told;
    }

    /** The trial as it is told so far. */
    public Trial trial() {
        return trial;
    }

    /** A difference, and the execution that it is about. */
    public record Told(String executionId, ShadowDifference difference) {}

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
