package dev.holdfast.cli.recorded;

import dev.holdfast.cli.topic.Unread;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The topic of lineage, committed records only, up to where it ended when this was made. */
public final class LineageFeed implements Recording {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ANSWER_MILLIS = 10_000;
    private static final int BATCH = 500;

    // How far clocks of brokers may differ, and records with them stand in another order than their instants.
    private static final Duration APART = Duration.ofMinutes(1);

    private final SchemaRegistryClient registry;
    private final ThreadLocal<RecordCodec> codecs;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final byte @Nullable [] key;
    private final Unread unread;

    private LineageFeed(ExecutorConfig config, byte @Nullable [] key, Choice choice, Instant from) {
        this.registry = config.newRegistryClient();
        this.codecs = ThreadLocal.withInitial(() -> new RecordCodec(registry, config.topicNames()));
        this.topic = config.topicNames().of(Topic.LINEAGE);
        this.key = key;
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS / 2);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            this.unread = assigned(choice, from);
        } catch (RuntimeException e) {
            close();
            throw e instanceof TimeoutException
                    ? new KafkaException("Kafka does not answer; is the deployment up?", e)
                    : e;
        }
    }

    /**
     * All decisions from an instant on, and perhaps some before it. There is no last one to read to but the topic's: records stand in the order in which they
     * were written, and one of an earlier instant may stand behind any of a later one.
     *
     * @throws KafkaException when the brokers do not answer within 10 s, or the topic is not there
     */
    public static LineageFeed since(ExecutorConfig config, Instant from) {
        return new LineageFeed(config, null, partitions -> partitions, from);
    }

    /** All decisions on one execution; see {@link #since} for what can go wrong. */
    public static LineageFeed of(ExecutorConfig config, String executionId) {
        return new LineageFeed(
                config,
                executionId.getBytes(StandardCharsets.UTF_8),
                partitions -> partitions.stream()
                        .filter(each ->
                                each.partition() == RootSegmentPartitioner.partitionOf(executionId, partitions.size()))
                        .toList(),
                Instant.EPOCH);
    }

    private interface Choice {
        List<TopicPartition> of(List<TopicPartition> partitions);
    }

    private Unread assigned(Choice choice, Instant from) {
        List<TopicPartition> partitions = choice.of(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
        if (partitions.isEmpty()) {
            throw new KafkaException("topic `" + topic + "` is not there; create it with `holdfast topics create`");
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        if (from.isAfter(Instant.EPOCH)) {
            offsetsAt(partitions, from.minus(APART)).forEach((partition, start) -> {
                long end = ends.getOrDefault(partition, 0L);
                consumer.seek(partition, start == null ? end : start.offset());
            });
        }
        return new Unread(consumer, ends);
    }

    private Map<TopicPartition, OffsetAndTimestamp> offsetsAt(List<TopicPartition> partitions, Instant at) {
        var asked = new HashMap<TopicPartition, Long>();
        partitions.forEach(each -> asked.put(each, Math.max(0, at.toEpochMilli())));
        return consumer.offsetsForTimes(asked);
    }

    @Override
    public String name() {
        return topic;
    }

    @Override
    public Optional<Batch> next() {
        while (unread.remains()) {
            var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (key == null || Arrays.equals(key, record.key())) {
                    batch.add(record);
                }
            }
            if (!batch.isEmpty()) {
                return Optional.of(() -> read(batch));
            }
        }
        return Optional.empty();
    }

    private List<Recorded> read(List<ConsumerRecord<byte[], byte[]>> batch) {
        RecordCodec codec = codecs.get();
        var read = new ArrayList<Recorded>(batch.size());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            var place = new Recorded.Place(topic + "-" + record.partition(), "offset", record.offset());
            if (record.value() == null) {
                read.add(new Recorded.Unreadable(place, "expected an entry, found no value"));
                continue;
            }
            try {
                read.add(new Recorded.Decision(place, codec.decode(Topic.LINEAGE, record.value(), LineageEntry.class)));
            } catch (SerializationException e) {
                read.add(new Recorded.Unreadable(place, String.valueOf(e.getMessage())));
            }
        }
        return read;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        try {
            registry.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the registry client", e);
        }
    }
}
