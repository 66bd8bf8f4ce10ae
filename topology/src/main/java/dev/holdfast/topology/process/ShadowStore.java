package dev.holdfast.topology.process;

import dev.holdfast.record.ShadowState;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.trust.shadow.Difference;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a task remembers of a trial, apart from all by which it decides: of each execution the difference that was told last, and how many
 * decisions were compared. Values are in Avro's single-object encoding.
 */
final class ShadowStore {
    /** Name of the store, and of its changelog topic's middle part. */
    static final String NAME = "shadow-state";

    // No execution's id.
    private static final byte[] TALLY = Outbound.EVERYBODY.getBytes(StandardCharsets.UTF_8);

    private final KeyValueStore<byte[], byte[]> store;
    private final StoredFormat<ShadowState> format =
            new StoredFormat<>(new ShadowState(), SchemaHistory.ofShadowState());

    ShadowStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    /** The counts of a version's trial; zero when it has none. */
    ShadowState tally(long version) {
        byte[] value = store.get(TALLY);
        ShadowState kept = value == null ? null : format.read(value);
        return kept != null && kept.getVersion() == version
                ? kept
                : ShadowState.newBuilder().setVersion(version).build();
    }

    void keep(ShadowState tally) {
        store.put(TALLY, format.write(tally));
    }

    /**
     * Remembers in what an execution's last decision differs.
     *
     * @return whether that is news
     */
    boolean tell(byte[] executionId, long version, Difference difference) {
        byte[] value = store.get(executionId);
        ShadowState told = value == null ? null : format.read(value);
        String before = told == null || told.getVersion() != version ? "" : told.getDifference();
        if (difference.text().equals(before)) {
            return false;
        }
        if (difference.isNone()) {
            store.delete(executionId);
        } else {
            store.put(
                    executionId,
                    format.write(ShadowState.newBuilder()
                            .setVersion(version)
                            .setDifference(difference.text())
                            .build()));
        }
        return true;
    }

    /** Forgets an execution. */
    void forget(byte[] executionId) {
        if (store.get(executionId) != null) {
            store.delete(executionId);
        }
    }
}
