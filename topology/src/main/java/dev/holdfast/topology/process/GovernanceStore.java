package dev.holdfast.topology.process;

import dev.holdfast.record.GovernanceState;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.trust.intake.GovernanceCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The acts of governance that a task has taken, by their keys. Values are in Avro's single-object encoding. */
final class GovernanceStore {
    /** Name of the store, and of its changelog topic's middle part. */
    static final String NAME = "governance-state";

    /** Key of the ruleset in force, all of it. */
    static final byte[] RULESET_ACTIVE = "ruleset/active".getBytes(StandardCharsets.UTF_8);

    /** Key of the ruleset that is to be in force next, all of it. */
    static final byte[] RULESET_PENDING = "ruleset/pending".getBytes(StandardCharsets.UTF_8);

    /** Key of the ruleset on trial, all of it, or of the word that the trial is over. */
    static final byte[] SHADOW_ACTIVE = "ruleset/shadow".getBytes(StandardCharsets.UTF_8);

    /** Key of the ruleset that is to be on trial next, all of it. */
    static final byte[] SHADOW_PENDING = "ruleset/shadow-pending".getBytes(StandardCharsets.UTF_8);

    private static final List<byte[]> WHOLE_RULESETS =
            List.of(RULESET_ACTIVE, RULESET_PENDING, SHADOW_ACTIVE, SHADOW_PENDING);

    // How far the ruleset in force has been carried out: written often, so without its files.
    private static final byte[] RULESET_WALK = "ruleset/walk".getBytes(StandardCharsets.UTF_8);

    private static final byte[] ORDERS = "order/".getBytes(StandardCharsets.UTF_8);

    private final KeyValueStore<byte[], byte[]> store;
    private final StoredFormat<GovernanceState> format =
            new StoredFormat<>(new GovernanceState(), SchemaHistory.ofGovernanceState());

    GovernanceStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    /** Puts an act under its own key; a ruleset is one without its files here. */
    void put(GovernanceState state) {
        put(state.getAct().getRuleset() == null ? keyOf(state) : RULESET_WALK, state);
    }

    void put(byte[] key, GovernanceState state) {
        store.put(key, format.write(state));
    }

    @Nullable
    GovernanceState get(byte[] key) {
        byte[] value = store.get(key);
        return value == null ? null : format.read(value);
    }

    void delete(byte[] key) {
        store.delete(key);
    }

    /** Where an act is kept: by what it is about, so that of an authority the newest version stands there alone. */
    static byte[] keyOf(GovernanceState state) {
        return GovernanceCheck.subjectOf(state.getAct()).getBytes(StandardCharsets.UTF_8);
    }

    boolean has(byte[] key) {
        return store.get(key) != null;
    }

    /** Hands over every act, in the order of the keys' bytes; of rulesets how far they have been carried out alone. */
    void forEach(Consumer<GovernanceState> consumer) {
        try (KeyValueIterator<byte[], byte[]> all = store.all()) {
            while (all.hasNext()) {
                var next = all.next();
                if (WHOLE_RULESETS.stream().noneMatch(key -> Arrays.equals(key, next.key))) {
                    consumer.accept(format.read(next.value));
                }
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
