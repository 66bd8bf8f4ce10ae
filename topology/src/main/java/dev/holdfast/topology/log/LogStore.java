package dev.holdfast.topology.log;

import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.merkle.TileSource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The hashes of a log's tiles, each under its level (1 byte) and its number in that level (8 bytes, big-endian), so that a tile is a row of them. They are only
 * ever added. One thread.
 */
final class LogStore implements TileSource {
    /** Name of the store. */
    static final String NAME = "log-hashes";

    private final KeyValueStore<byte[], byte[]> store;

    LogStore(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<KeyValueStore<byte[], byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(NAME), Serdes.ByteArray(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    /** The tree as far as it has come. */
    Frontier frontier() {
        try {
            return new LogTree(this, size()).frontier();
        } catch (TileMissing e) {
            throw new IllegalStateException("the store of the log lacks what it must have: " + e.getMessage(), e);
        }
    }

    /** Puts what a leaf adds. */
    void put(List<TileHash> added) {
        for (TileHash one : added) {
            store.put(key(one.tile(), one.position()), one.hash().bytes());
        }
    }

    @Override
    public Optional<byte[]> tile(TileId id, int width) {
        ByteBuffer row = ByteBuffer.allocate(width * Hash.BYTES);
        try (KeyValueIterator<byte[], byte[]> hashes = store.range(key(id, 0), key(id, width - 1))) {
            while (hashes.hasNext()) {
                row.put(hashes.next().value);
            }
        }
        return row.hasRemaining() ? Optional.empty() : Optional.of(row.array());
    }

    private long size() {
        byte[] first = key(new TileId(0, 0), 0);
        byte[] last = ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) 0)
                .putLong(Long.MAX_VALUE)
                .array();
        try (KeyValueIterator<byte[], byte[]> leaves = store.reverseRange(first, last)) {
            return leaves.hasNext() ? ByteBuffer.wrap(leaves.next().key).getLong(1) + 1 : 0;
        }
    }

    private static byte[] key(TileId tile, int position) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) tile.level())
                .putLong(tile.index() * TileId.WIDTH + position)
                .array();
    }
}
