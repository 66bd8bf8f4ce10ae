package dev.holdfast.topology.process;

import dev.holdfast.record.GovernanceState;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.trust.intake.GovernanceCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The acts of governance that a task has taken, by their keys. Values are in Avro's single-object encoding. */
final class GovernanceStore {
    /** Name of the store, and of its changelog topic's middle part. */
    static final String NAME = "governance-state";

    private static final byte[] ORDERS = "order/".getBytes(StandardCharsets.UTF_8);

    private final KeyValueStore<byte[], byte[]> store;
    private final StoredFormat<GovernanceState> format =
            new StoredFormat<>(new GovernanceState(), SchemaHistory.ofGovernanceState());

    GovernanceStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    void put(GovernanceState state) {
        store.put(GovernanceCheck.keyOf(state.getAct()).getBytes(StandardCharsets.UTF_8), format.write(state));
    }

    boolean has(byte[] key) {
        return store.get(key) != null;
    }

    /** Hands over every act, in the order of the keys' bytes. */
    void forEach(Consumer<GovernanceState> consumer) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                consumer.accept(format.read(all.next().value));
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
                GovernanceState state = format.read(next.value);
                var order = state.getAct().getOrder();
                if (order == null
                        || state.getWalk() == null && order.getIssuedAt().toEpochMilli() < instant) {
                    old.add(next.key);
                }
            }
        }
        old.forEach(store::delete);
    }
}
