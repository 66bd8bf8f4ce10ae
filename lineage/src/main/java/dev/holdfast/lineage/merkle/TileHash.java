package dev.holdfast.lineage.merkle;

/**
 * A hash at its place in a tile.
 *
 * @param position 0 to 255
 */
public record TileHash(TileId tile, int position, Hash hash) {
    /** The hash of the {@code number}-th full subtree of the tile's level. */
    static TileHash at(int level, long number, Hash hash) {
        return new TileHash(new TileId(level, number / TileId.WIDTH), (int) (number % TileId.WIDTH), hash);
    }

    /** The tile's hashes before this one, and this one. 32 bytes each, as tiles are kept and served. */
    public byte[] appendedTo(byte[] before) {
        if (before.length != position * Hash.BYTES) {
            throw new IllegalArgumentException("expected " + position + " hashes in `" + TilePath.of(tile, TileId.WIDTH)
                    + "` before the next, found " + before.length + " bytes");
        }
        byte[] row = java.util.Arrays.copyOf(before, before.length + Hash.BYTES);
        hash.writeTo(row, before.length);
        return row;
    }
}
