package dev.holdfast.topology.log;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.Outgoing;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The shape of the second stage: lineage in, checkpoints out. */
public final class LogTopology {
    /** Name of the one processor. */
    public static final String PROCESSOR = "log";

    private LogTopology() {}

    /** The topology; a pure function of what the supplier carries. */
    public static Topology build(LogProcessorSupplier supplier) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        Topic.LINEAGE.logicalName(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        supplier.names().of(Topic.LINEAGE))
                .addProcessor(PROCESSOR, supplier, Topic.LINEAGE.logicalName())
                .addSink(
                        Topic.CHECKPOINTS.logicalName(),
                        supplier.names().of(Topic.CHECKPOINTS),
                        new ByteArraySerializer(),
                        Outgoing.serializer(),
                        Outgoing.partitioner(),
                        PROCESSOR);
    }
}
