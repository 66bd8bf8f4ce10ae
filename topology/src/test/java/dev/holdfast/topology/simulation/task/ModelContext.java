package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.Outgoing;
import dev.holdfast.topology.scenario.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** What a processor believes to be Kafka Streams. Instants are epoch milliseconds. */
final class ModelContext extends MockProcessorContext<Object, Object> {
    private static final Map<String, Topic> SINKS = sinks();

    private final Map<String, KeyValueStore<byte[], byte[]>> stores;
    private final List<Output> written = new ArrayList<>();
    private Punctuator punctuator = timestamp -> {};
    private long interval;
    private long lookedAt;

    ModelContext(Map<String, KeyValueStore<byte[], byte[]>> stores, long wallClock) {
        this.stores = stores;
        this.lookedAt = wallClock;
        setCurrentSystemTimeMs(wallClock);
    }

    private static Map<String, Topic> sinks() {
        var sinks = new HashMap<String, Topic>();
        for (Topic topic : Topic.values()) {
            sinks.put(topic.logicalName(), topic);
        }
        return sinks;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    ProcessorContext<byte[], Outgoing> typed() {
        return (ProcessorContext) this;
    }

    /** The clock shows something else now: the punctuation is called when it is due, or when the clock has fallen. */
    void look(long wallClock) {
        setCurrentSystemTimeMs(wallClock);
        boolean fell = wallClock < lookedAt;
        if (fell || wallClock >= lookedAt + interval) {
            lookedAt = wallClock;
            punctuator.punctuate(wallClock);
        }
    }

    /** What was written since this was last asked. */
    List<Output> takeWritten() {
        List<Output> taken = List.copyOf(written);
        written.clear();
        return taken;
    }

    /** Whether a commit was asked for since this was last asked. */
    boolean takeCommitAwaited() {
        boolean awaited = committed();
        resetCommit();
        return awaited;
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
