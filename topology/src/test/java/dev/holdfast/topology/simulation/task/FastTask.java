package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.DryStores;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.Outgoing;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The evaluator's own processor, codec, rules and formats of stores, without Kafka Streams around them: stores in memory, and the punctuation called by the
 * simulation. A clock that falls does not hold the punctuation up, as it would in Kafka Streams.
 */
public final class FastTask implements Task {
    private final ModelContext context;
    private final Processor<byte[], byte[], byte[], Outgoing> processor;
    private final List<Input> ticks = new ArrayList<>();

    private FastTask(Map<String, SortedMap<String, byte[]>> stored, long wallClock) {
        EvaluatorProcessorSupplier supplier = Suppliers.sendingTo(ticks);
        var stores = new HashMap<String, KeyValueStore<byte[], byte[]>>();
        STORES.forEach(name -> stores.put(name, DryStores.holding(stored.getOrDefault(name, new TreeMap<>()))));
        this.context = new ModelContext(stores, wallClock);
        this.processor = supplier.get();
        processor.init(context.typed());
    }

    /** Starts a task. */
    public static Task start(Map<String, SortedMap<String, byte[]>> stored, long wallClock) {
        return new FastTask(stored, wallClock);
    }

    @Override
    public List<Output> take(Topic topic, long offset, Input input, long appendedAt) {
        context.setRecordMetadata(ScenarioSetup.NAMES.of(topic), 0, offset);
        var headers = new RecordHeaders();
        input.headers().forEach(headers::add);
        processor.process(new Record<>(input.key(), input.value(), appendedAt, headers));
        return context.takeWritten();
    }

    @Override
    public void look(long wallClock) {
        context.look(wallClock);
    }

    @Override
    public List<Input> takeTicks() {
        List<Input> taken = List.copyOf(ticks);
        ticks.clear();
        return taken;
    }

    @Override
    public boolean takeCommitAwaited() {
        return context.takeCommitAwaited();
    }

    @Override
    public SortedMap<String, byte[]> content(String store) {
        return Suppliers.content(context.getStateStore(store));
    }

    @Override
    public byte @Nullable [] value(String store, String key) {
        KeyValueStore<byte[], byte[]> values = context.getStateStore(store);
        return values.get(key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        processor.close();
    }
}
