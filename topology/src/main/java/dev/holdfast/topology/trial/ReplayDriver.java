package dev.holdfast.topology.trial;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.Outgoing;
import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The evaluator's processor of one partition, given inputs with the coordinates that they really have: number of the partition, offsets with their gaps. It has
 * no clock: what time brings about are ticks, which are inputs. Its stores are in memory, as large as the executions that live. One thread.
 */
public final class ReplayDriver implements AutoCloseable {
    private final TopicNames names;
    private final int partition;
    private final MockProcessorContext<byte[], Outgoing> context;
    private final Processor<byte[], byte[], byte[], Outgoing> evaluator;
    private final List<KeyValueStore<byte[], byte[]>> stores = new ArrayList<>();
    private final Map<String, Topic> outputs = new HashMap<>();

    /**
     * Starts the evaluator with nothing in its stores.
     *
     * @param partition its number, from 0
     */
    public ReplayDriver(EvaluatorProcessorSupplier supplier, int partition) {
        this.names = supplier.names();
        this.partition = partition;
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "replay");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused.invalid:9092");
        this.context = new MockProcessorContext<>(config, new TaskId(0, partition), new File("unused"));
        for (StoreBuilder<?> builder : supplier.stores()) {
            KeyValueStore<byte[], byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(builder.name()), Serdes.ByteArray(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
            stores.add(store);
        }
        for (Topic topic : Topic.values()) {
            if (topic.direction() == Topic.Direction.OUTPUT) {
                outputs.put(topic.logicalName(), topic);
            }
        }
        context.setCurrentSystemTimeMs(0);
        this.evaluator = supplier.get();
        evaluator.init(context);
    }

    /**
     * Takes an input and returns what is written because of it, in its order.
     *
     * @param offset where it stands on the topic's partition
     * @param appendedAt when the broker appended it
     */
    public List<WrittenRecord> take(
            Topic topic,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers,
            Instant appendedAt) {
        long now = appendedAt.toEpochMilli();
        context.setRecordMetadata(names.of(topic), partition, offset);
        context.setCurrentSystemTimeMs(now);
        var copied = new RecordHeaders();
        headers.forEach(copied::add);
        evaluator.process(new Record<>(key, value, now, copied));
        var written = new ArrayList<WrittenRecord>();
        for (MockProcessorContext.CapturedForward<? extends byte[], ? extends Outgoing> forward : context.forwarded()) {
            Record<? extends byte[], ? extends Outgoing> record = forward.record();
            written.add(new WrittenRecord(
                    output(forward.childName().orElse("")),
                    record.key(),
                    record.value().value(),
                    List.of(record.headers().toArray()),
                    record.timestamp()));
        }
        context.resetForwards();
        return written;
    }

    private Topic output(String sink) {
        Topic topic = outputs.get(sink);
        if (topic == null) {
            throw new IllegalStateException("the evaluator does not write `" + sink + "`");
        }
        return topic;
    }

    @Override
    public void close() {
        evaluator.close();
        stores.forEach(KeyValueStore::close);
    }
}
