package dev.holdfast.lineage.merkle;

import java.util.Optional;

/** Where the tiles of one log are. */
@FunctionalInterface
public interface TileSource {
    /**
     * A tile's hashes, 32 bytes each.
     *
     * @param width how many of them are asked for, from the first on: 1 to {@value TileId#WIDTH}
     * @return at least so many; what is beyond them is not looked at. Empty when they are not there. Not to be changed by anybody
     */
    Optional<byte[]> tile(TileId id, int width);
}
