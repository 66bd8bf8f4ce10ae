package dev.holdfast.topology.log;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.topology.process.Outgoing;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes a processor of the log for each partition.
 *
 * @param names what the topics are called
 * @param trustDomain name of the deployment, with which the logs' names begin
 * @param evaluatorKey signs checkpoints, and is what the key for ML-DSA-44 is derived from
 * @param registry shared by all tasks
 */
public record LogProcessorSupplier(
        TopicNames names, String trustDomain, SigningKey evaluatorKey, SchemaRegistryClient registry)
        implements ProcessorSupplier<byte[], byte[], byte[], Outgoing> {

    @Override
    public Processor<byte[], byte[], byte[], Outgoing> get() {
        return new Deferred();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(LogStore.builder());
    }

    private LogProcessor create(ProcessorContext<byte[], Outgoing> context) {
        var codec = new RecordCodec(registry, names);
        codec.prepare(Topic.LINEAGE, Topic.CHECKPOINTS);
        var origin = new LogOrigin(trustDomain, context.taskId().partition());
        return new LogProcessor(
                context,
                codec,
                new CheckpointSigner(origin, evaluatorKey),
                new LogStore(context.getStateStore(LogStore.NAME)));
    }

    /** A task's processor, which can only be made once Kafka Streams has given it its context. */
    private final class Deferred implements Processor<byte[], byte[], byte[], Outgoing> {
        private @Nullable LogProcessor processor;

        @Override
        public void init(ProcessorContext<byte[], Outgoing> context) {
            processor = create(context);
            processor.start();
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (processor == null) {
                throw new IllegalStateException("a record came before the task was initialized");
            }
            processor.process(record);
        }

        @Override
        public void close() {
            if (processor != null) {
                processor.close();
                processor = null;
            }
        }
    }
}
