package dev.holdfast.cli.tree;

import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads one partition of each topic, where an execution and all its relatives are. One thread. */
public final class RelativesFeed implements AutoCloseable {
    private final ExecutorConfig config;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;

    public RelativesFeed(ExecutorConfig config) {
        this.config = config;
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
    }

    /**
     * The relatives as they stand now.
     *
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s
     */
    public Relatives of(String executionId) {
        int partition = partition(executionId);
        var relatives = new Relatives(executionId);
        read(Topic.EXECUTIONS, partition, (id, record) -> {
            if (!relatives.includes(id)) {
                return;
            }
            if (record.value() == null) {
                relatives.forget(id);
            } else {
                relatives.take(id, codec.decode(Topic.EXECUTIONS, record.value(), ExecutionStatus.class));
            }
        });
        read(Topic.LINEAGE, partition, (id, record) -> {
            if (relatives.includes(id) && record.value() != null) {
                LineageEntry entry = codec.decode(Topic.LINEAGE, record.value(), LineageEntry.class);
                if (entry.getExecutionId().equals(id)) {
                    relatives.take(entry);
                }
            }
        });
        return relatives;
    }

    /** What acts of governance say that an evaluator may have met on the execution's partition. */
    public GovernanceActs acts(String executionId) {
        var acts = new GovernanceActs();
        read(Topic.GOVERNANCE, partition(executionId), (id, record) -> {
            if (record.value() != null) {
                acts.take(
                        new Coordinates(record.topic(), record.partition(), record.offset()),
                        codec.decode(Topic.GOVERNANCE, record.value(), GovernanceRecord.class));
            }
        });
        return acts;
    }

    private int partition(String executionId) {
        return RootSegmentPartitioner.partitionOf(executionId, CommittedPartition.count(config, Topic.LINEAGE));
    }

    private void read(Topic topic, int partition, BiConsumer<String, ConsumerRecord<byte[], byte[]>> reader) {
        try (var records = new CommittedPartition(config, topic, partition)) {
            records.read(record -> {
                if (record.key() != null) {
                    try {
                        reader.accept(new String(record.key(), StandardCharsets.UTF_8), record);
                    } catch (SerializationException e) {
                        // What cannot be read was not written by an evaluator, or by a later one; others are drawn all
                        // the same.
                        return;
                    }
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        codec.close();
        registry.close();
    }
}
