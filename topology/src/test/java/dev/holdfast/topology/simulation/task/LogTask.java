package dev.holdfast.topology.simulation.task;

import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.log.LogProcessorSupplier;
import dev.holdfast.topology.process.Outgoing;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.scenario.Signing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** One task of the log over lineage, without Kafka Streams around it: its own processor, on a store in memory. One thread. */
public final class LogTask implements AutoCloseable {
    private static final String STORE = "log-hashes";

    private final ModelContext context;
    private final KeyValueStore<byte[], byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray())
            .withCachingDisabled()
            .withLoggingDisabled()
            .build();
    private final Processor<byte[], byte[], byte[], Outgoing> processor;
    private final RecordCodec codec;

    /**
     * Starts a task.
     *
     * @param stored what an earlier one has left behind; nothing for one that begins anew
     */
    public LogTask(List<KeyValue<byte[], byte[]>> stored, RecordCodec codec, long wallClock) {
        this.codec = codec;
        this.context = new ModelContext(Map.of(STORE, store), wallClock);
        store.init(context.getStateStoreContext(), store);
        store.putAll(stored);
        this.processor = new LogProcessorSupplier(
                        ScenarioSetup.NAMES, Signing.TRUST_DOMAIN, Keys.EVALUATOR, Suppliers.REGISTRY)
                .get();
        processor.init(context.typed());
    }

    /** Takes a record of lineage. */
    public void take(Output lineage) {
        processor.process(new Record<>(lineage.key(), lineage.value(), lineage.timestamp(), new RecordHeaders()));
    }

    /** The process's clock shows something else now; returns what was signed because of it, inside the transaction. */
    public List<LogCheckpoint> look(long wallClock) {
        context.look(wallClock);
        return context.takeWritten().stream()
                .map(written -> codec.decode(Topic.CHECKPOINTS, written.value(), LogCheckpoint.class))
                .toList();
    }

    /** A copy of all that its store holds. */
    public List<KeyValue<byte[], byte[]>> content() {
        var content = new ArrayList<KeyValue<byte[], byte[]>>();
        try (var all = store.all()) {
            all.forEachRemaining(content::add);
        }
        return content;
    }

    @Override
    public void close() {
        processor.close();
        store.close();
    }
}
