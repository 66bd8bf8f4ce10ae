package dev.holdfast.topology.process;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/** Gives simulations the store in memory that dry runs have. */
public final class DryStores {
    private DryStores() {}

    /** A store that holds this from the start. */
    public static KeyValueStore<byte[], byte[]> holding(Map<String, byte[]> content) {
        var store = new DryStore();
        content.forEach((key, value) -> store.put(key.getBytes(StandardCharsets.UTF_8), value));
        return store;
    }
}
