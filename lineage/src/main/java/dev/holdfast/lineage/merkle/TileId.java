package dev.holdfast.lineage.merkle;

/**
 * Names a tile: the {@code index}-th run of {@value #WIDTH} hashes of subtrees of height {@code 8 * level}, each over {@code 256^level} leaves.
 *
 * @param level 0 (leaf hashes) to {@value #MAXIMUM_LEVEL}
 * @param index from 0
 */
public record TileId(int level, long index) {
    /** Hashes in a full tile. */
    public static final int WIDTH = 256;

    /** Levels of the tree from the hashes of one tile to those of the tile above. */
    public static final int HEIGHT = 8;

    /** The highest level that a tree of 2^63 - 1 leaves has. */
    public static final int MAXIMUM_LEVEL = 7;

    public TileId {
        if (level < 0 || level > MAXIMUM_LEVEL || index < 0) {
            throw new IllegalArgumentException("expected a tile of level 0 to " + MAXIMUM_LEVEL
                    + " and an index from 0, found level " + level + ", index " + index);
        }
    }

    /** How many hashes it has in a tree of so many leaves: 0 to {@value #WIDTH}. */
    public int widthAt(long size) {
        // The hashes of its level, less those of the tiles before it.
        return (int) Math.max(0, Math.min(WIDTH, (size >> HEIGHT * level) - index * WIDTH));
    }
}
