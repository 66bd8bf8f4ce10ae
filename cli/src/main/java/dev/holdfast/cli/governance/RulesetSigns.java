package dev.holdfast.cli.governance;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.RecordSignature;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Hears what each partition's evaluator tells of rulesets, from when this is made. Believed as it is told. One thread. */
public final class RulesetSigns implements AutoCloseable {
    private static final int ANSWER_MILLIS = 10_000;
    private static final Duration POLL = Duration.ofMillis(50);

    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SortedMap<Integer, Optional<Sign>> signs = new TreeMap<>();

    /**
     * A sign of life.
     *
     * @param evaluator id of the key that it says has signed it
     */
    public record Sign(String evaluator, EvaluatorLiveness told) {}

    /** @throws KafkaException when the brokers do not answer within 10 s, or the topic is not there */
    public RulesetSigns(ExecutorConfig config) {
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            var assigned = new ArrayList<TopicPartition>();
            String topic = config.topicNames().of(Topic.EVALUATORS);
            consumer.partitionsFor(topic).forEach(info -> assigned.add(new TopicPartition(topic, info.partition())));
            if (assigned.isEmpty()) {
                throw new KafkaException("topic `" + topic + "` is not there; create it with `holdfast topics create`");
            }
            assigned.forEach(each -> signs.put(each.partition(), Optional.empty()));
            consumer.assign(assigned);
            consumer.seekToEnd(assigned);
            assigned.forEach(consumer::position);
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

    /** The first sign of each partition; empty for one that gives none in time. */
    public SortedMap<Integer, Optional<Sign>> read(Duration within) {
        long end = System.nanoTime() + within.toNanos();
        while (signs.values().stream().anyMatch(Optional::isEmpty) && System.nanoTime() - end < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.value() != null) {
                    signs.put(record.partition(), Optional.of(sign(record)));
                }
            }
        }
        return signs;
    }

    private Sign sign(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(RecordSignature.HEADER);
        String evaluator = header != null
                        && RecordSignature.parse(header.value()) instanceof RecordSignature.Parsed.Signature signature
                ? signature.value().keyId().toString()
                : "";
        return new Sign(evaluator, codec.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class));
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
