package dev.holdfast.bench.stream;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** That the evaluator took every heartbeat for what it is: what it refuses costs it something else. */
final class Refusals {
    private static final Duration POLL = Duration.ofMillis(200);

    private Refusals() {}

    /** @throws IllegalStateException when there is a dead letter or a command; its message has the first of them */
    static void none(Site site) throws IOException {
        ExecutorConfig config = site.clients();
        try (SchemaRegistryClient registry = config.newRegistryClient()) {
            var links = new Links(config, registry);
            try (RecordCodec codec = links.codec(Topic.DEAD_LETTERS, Topic.CONTROL);
                    Consumer<byte[], byte[]> consumer = links.consumer("read_committed")) {
                none(site, codec, consumer, Topic.DEAD_LETTERS, DeadLetter.class);
                none(site, codec, consumer, Topic.CONTROL, ControlCommand.class);
            }
        }
    }

    private static void none(
            Site site,
            RecordCodec codec,
            Consumer<byte[], byte[]> consumer,
            Topic topic,
            Class<? extends SpecificRecord> type) {
        String name = site.clients().topicNames().of(topic);
        List<TopicPartition> partitions = IntStream.range(0, site.partitions())
                .mapToObj(number -> new TopicPartition(name, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                throw new IllegalStateException("expected every heartbeat to be accepted, found on `" + name + "`: "
                        + codec.decode(topic, record.value(), type));
            }
        }
    }
}
