package dev.holdfast.topology.process;

import dev.holdfast.record.GovernanceState;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.trust.intake.GovernanceCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The acts of governance that a task has taken, by their keys. Values are in Avro's single-object encoding. */
final class GovernanceStore {
    /** Name of the store, and of its changelog topic's middle part. */
    static final String NAME = "governance-state";

    private static final byte[] ORDERS = "order/".getBytes(StandardCharsets.UTF_8);

    private final KeyValueStore<byte[], byte[]> store;
    private final BinaryMessageEncoder<GovernanceState> encoder;
    private final BinaryMessageDecoder<GovernanceState> decoder;

    GovernanceStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
        SpecificData model = new GovernanceState().getSpecificData();
        this.encoder = new BinaryMessageEncoder<>(model, GovernanceState.getClassSchema());
        this.decoder = new BinaryMessageDecoder<>(
                model, GovernanceState.getClassSchema(), SchemaHistory.governanceStateStore());
    }

    void put(GovernanceState state) {
        byte[] key = GovernanceCheck.keyOf(state.getAct()).getBytes(StandardCharsets.UTF_8);
        try {
            ByteBuffer encoded = encoder.encode(state);
            byte[] value = new byte[encoded.remaining()];
            encoded.get(value);
            store.put(key, value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode an act of governance", e);
        }
    }

    boolean has(byte[] key) {
        return store.get(key) != null;
    }

    /** Hands over every act, in the order of the keys' bytes. */
    void forEach(Consumer<GovernanceState> consumer) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                consumer.accept(decode(all.next().value));
            }
        }
    }

    /**
     * Forgets the orders that have been carried out and claim to be from before this instant, in epoch milliseconds: none of them could come
     * again.
     */
    void forgetOrdersBefore(long instant) {
        var old = new ArrayList<byte[]>();
        try (KeyValueIterator<byte[], byte[]> orders = store.prefixScan(ORDERS, new ByteArraySerializer())) {
            while (orders.hasNext()) {
                var next = orders.next();
                GovernanceState state = decode(next.value);
                var order = state.getAct().getOrder();
                if (order == null
                        || state.getWalk() == null && order.getIssuedAt().toEpochMilli() < instant) {
                    old.add(next.key);
                }
            }
        }
        old.forEach(store::delete);
    }

    private GovernanceState decode(byte[] value) {
        try {
            return decoder.decode(value);
        } catch (IOException e) {
            throw new UncheckedIOException("the store of governance holds what is no act", e);
        }
    }
}
