package dev.holdfast.lineage.merkle;

/** Hashes that a tree of this size must have are not there. Its message names the tile. */
public final class TileMissing extends Exception {
    private static final long serialVersionUID = 1L;

    TileMissing(TileId tile, int width, long size) {
        super("expected `" + TilePath.of(tile, width) + "` of a log of " + size + " entries, found fewer than " + width
                + " hashes; let it be made again from the entries");
    }
}
