package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.DryStores;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.Outgoing;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The evaluator's own processor, codec, rules and formats of stores, without Kafka Streams around them: stores in memory, and the punctuation called by the
 * simulation. A clock that falls does not hold the punctuation up, as it would in Kafka Streams.
 */
public final class FastTask implements Task {
    private static final Map<String, Topic> SINKS = sinks();

    private final Context context;
    private final Processor<byte[], byte[], byte[], Outgoing> processor;
    private final List<Input> ticks = new ArrayList<>();

    private FastTask(Map<String, SortedMap<String, byte[]>> stored, long wallClock) {
        EvaluatorProcessorSupplier supplier = Suppliers.sendingTo(ticks);
        this.context = new Context(stored);
        this.processor = supplier.get();
        context.setCurrentSystemTimeMs(wallClock);
        context.lookedAt = wallClock;
        processor.init(asIfTyped(context));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ProcessorContext<byte[], Outgoing> asIfTyped(ProcessorContext context) {
        return context;
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
        List<Output> written = List.copyOf(context.written);
        context.written.clear();
        return written;
    }

    @Override
    public void look(long wallClock) {
        context.setCurrentSystemTimeMs(wallClock);
        boolean fell = wallClock < context.lookedAt;
        if (fell || wallClock >= context.lookedAt + context.interval) {
            context.lookedAt = wallClock;
            context.punctuator.punctuate(wallClock);
        }
    }

    @Override
    public List<Input> takeTicks() {
        List<Input> taken = List.copyOf(ticks);
        ticks.clear();
        return taken;
    }

    @Override
    public boolean takeCommitAwaited() {
        boolean awaited = context.committed();
        context.resetCommit();
        return awaited;
    }

    @Override
    public SortedMap<String, byte[]> content(String store) {
        return Suppliers.content(context.stores.get(store));
    }

    @Override
    public byte @Nullable [] value(String store, String key) {
        return context.stores.get(store).get(key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        processor.close();
    }

    private static Map<String, Topic> sinks() {
        var sinks = new HashMap<String, Topic>();
        for (Topic topic : Topic.values()) {
            sinks.put(topic.logicalName(), topic);
        }
        return sinks;
    }

    /** What the processor believes to be Kafka Streams. */
    private static final class Context extends MockProcessorContext<Object, Object> {
        private final Map<String, KeyValueStore<byte[], byte[]>> stores = new HashMap<>();
        private final List<Output> written = new ArrayList<>();
        private Punctuator punctuator = timestamp -> {};
        private long interval;
        private long lookedAt;

        private Context(Map<String, SortedMap<String, byte[]>> stored) {
            STORES.forEach(name -> stores.put(name, DryStores.holding(stored.getOrDefault(name, new TreeMap<>()))));
        }

        @Override
        @SuppressWarnings("unchecked")
        public <S extends StateStore> S getStateStore(String name) {
            return (S) stores.get(name);
        }

        @Override
        public Cancellable schedule(Duration every, PunctuationType type, Punctuator callback) {
            punctuator = callback;
            interval = every.toMillis();
            return () -> punctuator = timestamp -> {};
        }

        @Override
        public <K, V> void forward(Record<K, V> record, String sink) {
            written.add(new Output(
                    SINKS.get(sink),
                    (byte[]) record.key(),
                    ((Outgoing) record.value()).value(),
                    List.of(record.headers().toArray()),
                    record.timestamp()));
        }
    }
}
