package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.schemas.SchemaHistory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
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

    private static final int GRANT =
            ExecutionState.getClassSchema().getField("grant").pos();

    private final KeyValueStore<byte[], byte[]> store;
    private final StoredFormat<ExecutionState> format =
            new StoredFormat<>(new ExecutionState(), SchemaHistory.ofExecutionState());
    // Roots with descendants, by their ids; all of them once all executions are known. Most have none, and a scan for
    // each of a crowd takes as long as its decision.
    private final Set<String> trees = new HashSet<>();
    private boolean known;
    private final LiveStates live = new LiveStates();

    StateStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    /**
     * An execution's state; null when there is none. Whoever changes it puts it back with {@link #put}, or undoes the change with {@link
     * #forgetChanges}: until then others are given the same object.
     */
    @Nullable
    ExecutionState get(byte[] executionId) {
        LiveStates.Live kept = live.get(executionId);
        if (kept != null) {
            return kept.state();
        }
        byte[] value = store.get(executionId);
        if (value == null) {
            return null;
        }
        ExecutionState state = format.read(value);
        live.keep(executionId, new LiveStates.Live(state, state.getGrant(), format.field(state, GRANT)));
        return state;
    }

    /** A state may have been changed and is not to be put back: the next one who asks is given what is stored. */
    void forgetChanges(byte[] executionId) {
        live.forget(executionId);
    }

    void put(byte[] executionId, ExecutionState state) {
        LiveStates.Live before = live.get(executionId);
        byte[] grant =
                before != null && before.grant() == state.getGrant() ? before.grantBytes() : format.field(state, GRANT);
        store.put(executionId, format.write(state, GRANT, grant));
        live.keep(executionId, new LiveStates.Live(state, state.getGrant(), grant));
        plant(executionId);
    }

    void delete(byte[] executionId) {
        store.delete(executionId);
        live.forget(executionId);
        String root = rootOf(executionId);
        if (trees.contains(root) && !hasBelow((root + "/").getBytes(StandardCharsets.UTF_8), 1)) {
            trees.remove(root);
        }
    }

    /**
     * The next executions, in the order of the ids' bytes, which are known from then on: when no more are left, it need not look for descendants that there are not.
     *
     * @param from the first, inclusive; null for the first of all
     * @param most how many
     */
    Page learn(byte @Nullable [] from, int most) {
        Page page = page(from, null, new Bounds(most, most), (id, state) -> true);
        page.chosen().forEach(entry -> plant(entry.key()));
        known |= page.reached() == null;
        return page;
    }

    private void plant(byte[] executionId) {
        if (ofRoot(executionId) < executionId.length) {
            trees.add(rootOf(executionId));
        }
    }

    /** All of an id before the first {@code /}. */
    private static String rootOf(byte[] executionId) {
        return new String(executionId, 0, ofRoot(executionId), StandardCharsets.UTF_8);
    }

    /** How many bytes of an id are its root's. */
    private static int ofRoot(byte[] executionId) {
        int length = 0;
        while (length < executionId.length && executionId[length] != '/') {
            length++;
        }
        return length;
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
     * @param chosen in the order of the ids' bytes; the states are the caller's to change
     * @param reached the last one that was looked at; null when there are no more
     */
    record Page(List<Entry> chosen, @Nullable String reached) {}

    /** An execution and its state. */
    record Entry(String id, byte[] key, ExecutionState state) {}

    /**
     * Chooses among the executions from one id on, in the order of the ids' bytes.
     *
     * @param from the first, inclusive; null for the first of all
     * @param end the last, inclusive; null for the last of all
     */
    Page page(
            byte @Nullable [] from, byte @Nullable [] end, Bounds bounds, BiPredicate<String, ExecutionState> chosen) {
        var entries = new ArrayList<Entry>();
        int looked = 0;
        try (KeyValueIterator<byte[], byte[]> range = store.range(from, end)) {
            while (range.hasNext()) {
                var next = range.next();
                String id = new String(next.key, StandardCharsets.UTF_8);
                looked++;
                ExecutionState state = format.read(next.value);
                if (chosen.test(id, state)) {
                    entries.add(new Entry(id, next.key, state));
                }
                if (entries.size() == bounds.chosen() || looked == bounds.looked()) {
                    return new Page(entries, range.hasNext() ? id : null);
                }
            }
        }
        return new Page(entries, null);
    }

    /** Whether there are at least so many executions whose keys begin with these bytes. */
    boolean hasBelow(byte[] prefix, int count) {
        int found = 0;
        try (KeyValueIterator<byte[], byte[]> below = store.prefixScan(prefix, new ByteArraySerializer())) {
            while (found < count && below.hasNext()) {
                below.next();
                found++;
            }
        }
        return found == count;
    }

    /** Keys of all that descends from an execution, in the order of their bytes. */
    List<byte[]> keysBelow(String executionId) {
        byte[] prefix = (executionId + "/").getBytes(StandardCharsets.UTF_8);
        if (known && !trees.contains(rootOf(prefix))) {
            return List.of();
        }
        var keys = new ArrayList<byte[]>();
        try (KeyValueIterator<byte[], byte[]> below = store.prefixScan(prefix, new ByteArraySerializer())) {
            while (below.hasNext()) {
                keys.add(below.next().key);
            }
        }
        return keys;
    }
}
