package dev.holdfast.topology.scenario;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorTopology;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The evaluator's topology on stores that are already filled when the task starts, as it is after a restoration. */
final class RestoredTopology {
    private RestoredTopology() {}

    static Topology build(EvaluatorProcessorSupplier supplier, Map<String, Map<String, byte[]>> content) {
        var topology = new Topology();
        Topic[] inputs = inDirection(Topic.Direction.INPUT);
        for (Topic input : inputs) {
            topology.addSource(
                    input.logicalName(),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    supplier.names().of(input));
        }
        topology.addProcessor(
                EvaluatorTopology.PROCESSOR,
                new ProcessorSupplier<byte[], byte[], byte[], Outgoing>() {
                    @Override
                    public Processor<byte[], byte[], byte[], Outgoing> get() {
                        return new Restored(supplier.get(), content);
                    }

                    @Override
                    public Set<StoreBuilder<?>> stores() {
                        return supplier.stores();
                    }
                },
                Arrays.stream(inputs).map(Topic::logicalName).toArray(String[]::new));
        for (Topic output : inDirection(Topic.Direction.OUTPUT)) {
            topology.addSink(
                    output.logicalName(),
                    supplier.names().of(output),
                    new ByteArraySerializer(),
                    Outgoing.serializer(),
                    Outgoing.partitioner(),
                    EvaluatorTopology.PROCESSOR);
        }
        return topology;
    }

    private static Topic[] inDirection(Topic.Direction direction) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.direction() == direction)
                .toArray(Topic[]::new);
    }

    private record Restored(
            Processor<byte[], byte[], byte[], Outgoing> evaluator, Map<String, Map<String, byte[]>> content)
            implements Processor<byte[], byte[], byte[], Outgoing> {
        @Override
        public void init(ProcessorContext<byte[], Outgoing> context) {
            content.forEach((name, entries) -> {
                KeyValueStore<byte[], byte[]> store = context.getStateStore(name);
                entries.forEach((key, value) -> store.put(key.getBytes(StandardCharsets.UTF_8), value));
            });
            evaluator.init(context);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            evaluator.process(record);
        }

        @Override
        public void close() {
            evaluator.close();
        }
    }
}
