package dev.holdfast.bench.suite;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What is committed on a topic by now. */
public final class Committed {
    private static final Duration POLL = Duration.ofMillis(100);

    private Committed() {}

    /** Hands over all of it, partition by partition in the order of offsets, with what was decoded. */
    public static <T extends SpecificRecord> void each(
            ExecutorConfig config,
            int partitions,
            Topic topic,
            Class<T> type,
            BiConsumer<ConsumerRecord<byte[], byte[]>, T> ear)
            throws IOException {
        try (SchemaRegistryClient registry = config.newRegistryClient()) {
            var links = new Links(config, registry);
            try (RecordCodec codec = links.codec(topic);
                    Consumer<byte[], byte[]> consumer = links.consumer("read_committed")) {
                List<TopicPartition> all = IntStream.range(0, partitions)
                        .mapToObj(
                                number -> new TopicPartition(config.topicNames().of(topic), number))
                        .toList();
                consumer.assign(all);
                consumer.seekToBeginning(all);
                Map<TopicPartition, Long> ends = consumer.endOffsets(all);
                while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        ear.accept(record, codec.decode(topic, record.value(), type));
                    }
                }
            }
        }
    }
}
