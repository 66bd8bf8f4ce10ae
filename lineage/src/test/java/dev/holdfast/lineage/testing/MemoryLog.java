package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.merkle.TileSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A log with its tiles in memory. */
public final class MemoryLog implements TileSource {
    private final Map<TileId, byte[]> tiles = new HashMap<>();
    private Frontier frontier = Frontier.empty();

    /** Appends a leaf. */
    public void append(Hash leaf) {
        Frontier.Growth growth = frontier.grow(leaf);
        for (TileHash added : growth.hashes()) {
            tiles.merge(
                    added.tile(),
                    added.appendedTo(tiles.getOrDefault(added.tile(), new byte[0])),
                    (old, grown) -> grown);
        }
        frontier = growth.frontier();
    }

    /** The tree so far. */
    public Frontier frontier() {
        return frontier;
    }

    /** The tree as it was, or is. */
    public LogTree tree(long size) {
        return new LogTree(this, size);
    }

    /** The tiles, to be looked at or spoiled. */
    public Map<TileId, byte[]> tiles() {
        return tiles;
    }

    @Override
    public Optional<byte[]> tile(TileId id, int width) {
        return Optional.ofNullable(tiles.get(id));
    }
}
