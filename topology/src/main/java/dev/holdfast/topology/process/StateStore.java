package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.schemas.SchemaHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The states of a task's executions, one record each, by execution id. Values are in Avro's single-object encoding, so that what an earlier
 * version wrote is read by its own schema.
 */
final class StateStore {
    /** Name of the store, and of its changelog topic's middle part. */
    static final String NAME = "executions-state";

    private final KeyValueStore<byte[], byte[]> store;
    private final BinaryMessageEncoder<ExecutionState> encoder;
    private final BinaryMessageDecoder<ExecutionState> decoder;

    StateStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        SpecificData model = new ExecutionState().getSpecificData();
        this.encoder = new BinaryMessageEncoder<>(model, ExecutionState.getClassSchema());
        this.decoder =
                new BinaryMessageDecoder<>(model, ExecutionState.getClassSchema(), SchemaHistory.executionStateStore());
    }

    /** A copy of an execution's state, the caller's to change; null when there is none. */
    @Nullable
    ExecutionState get(byte[] executionId) {
        byte[] value = store.get(executionId);
        return value == null ? null : decode(value);
    }

    void put(byte[] executionId, ExecutionState state) {
        try {
            ByteBuffer encoded = encoder.encode(state);
            byte[] value = new byte[encoded.remaining()];
            encoded.get(value);
            store.put(executionId, value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode the state of an execution", e);
        }
    }

    void delete(byte[] executionId) {
        store.delete(executionId);
    }

    /** Hands over every execution, in the order of the ids' bytes. */
    void forEach(BiConsumer<String, ExecutionState> consumer) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                var next = all.next();
                consumer.accept(new String(next.key, StandardCharsets.UTF_8), decode(next.value));
            }
        }
    }

    /**
     * Bounds of a page.
     *
     * @param chosen how many executions it may have
     * @param looked how many may be looked at for that
     */
    record Bounds(int chosen, int looked) {}

    /**
     * Some of the executions.
     *
     * @param ids of those that were chosen, in the order of the ids' bytes
     * @param reached the last one that was looked at; null when there are no more
     */
    record Page(List<String> ids, @Nullable String reached) {}

    /**
     * Chooses among the executions from one id on, in the order of the ids' bytes.
     *
     * @param from the first, inclusive; null for the first of all
     * @param end the last, inclusive; null for the last of all
     */
    Page page(
            byte @Nullable [] from, byte @Nullable [] end, Bounds bounds, BiPredicate<String, ExecutionState> chosen) {
        var ids = new ArrayList<String>();
        int looked = 0;
        try (KeyValueIterator<byte[], byte[]> range = store.range(from, end)) {
            while (range.hasNext()) {
                var next = range.next();
                String id = new String(next.key, StandardCharsets.UTF_8);
                looked++;
                if (chosen.test(id, decode(next.value))) {
                    ids.add(id);
                }
                if (ids.size() == bounds.chosen() || looked == bounds.looked()) {
                    return new Page(ids, range.hasNext() ? id : null);
                }
            }
        }
        return new Page(ids, null);
    }

    /** Keys of all executions whose keys begin with these bytes, in their order. */
    List<byte[]> keysBelow(byte[] prefix) {
        var keys = new ArrayList<byte[]>();
        try (KeyValueIterator<byte[], byte[]> below = store.prefixScan(prefix, new ByteArraySerializer())) {
            while (below.hasNext()) {
                keys.add(below.next().key);
            }
        }
        return keys;
    }

    private ExecutionState decode(byte[] value) {
        try {
            return decoder.decode(value);
        } catch (IOException e) {
            throw new UncheckedIOException("the state store holds what is no state of an execution", e);
        }
    }
}
