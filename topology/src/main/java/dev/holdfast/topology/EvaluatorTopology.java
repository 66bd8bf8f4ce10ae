package dev.holdfast.topology;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.Outgoing;
import java.util.Arrays;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** The shape: a source for each input topic, one processor, a sink for each output topic. */
public final class EvaluatorTopology {
    /** Name of the one processor. */
    public static final String PROCESSOR = "evaluator";

    private EvaluatorTopology() {}

    /** The topology; a pure function of what the supplier carries. Sources and sinks are named for their topics. */
    public static Topology build(EvaluatorProcessorSupplier supplier) {
        var topology = new Topology();
        for (Topic input : inDirection(Topic.Direction.INPUT)) {
            topology.addSource(
                    AutoOffsetReset.earliest(),
                    input.logicalName(),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    supplier.names().of(input));
        }
        topology.addProcessor(
                PROCESSOR,
                supplier,
                Arrays.stream(inDirection(Topic.Direction.INPUT))
                        .map(Topic::logicalName)
                        .toArray(String[]::new));
        for (Topic output : inDirection(Topic.Direction.OUTPUT)) {
            topology.addSink(
                    output.logicalName(),
                    supplier.names().of(output),
                    new ByteArraySerializer(),
                    Outgoing.serializer(),
                    Outgoing.partitioner(),
                    PROCESSOR);
        }
        return topology;
    }

    private static Topic[] inDirection(Topic.Direction direction) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.direction() == direction)
                .toArray(Topic[]::new);
    }
}
