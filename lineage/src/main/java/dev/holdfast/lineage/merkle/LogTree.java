package dev.holdfast.lineage.merkle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree of a log at one size, read off its tiles: two of each level at the most for a proof. What was read is kept, so that many proofs of one size cost little
 * more than one; 17 KB for each tile. One thread at a time.
 */
public final class LogTree {
    private final TileSource source;
    private final long size;
    private final Map<TileId, byte[]> tiles = new HashMap<>();
    private final Map<Subtree, Hash> roots = new HashMap<>();

    /** The {@code number}-th full subtree of a height. */
    private record Subtree(int height, long number) {}

    /** @param size from 0; the tiles must have at least so many leaves, and may have more */
    public LogTree(TileSource source, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("expected a size from 0, found " + size);
        }
        this.source = source;
        this.size = size;
    }

    /** How many leaves it has. */
    public long size() {
        return size;
    }

    /** Its root. */
    public Hash root() throws TileMissing {
        return frontier().root();
    }

    /** All that appending to it needs. */
    public Frontier frontier() throws TileMissing {
        var peaks = new ArrayList<Hash>();
        long start = 0;
        for (int height = Long.SIZE - 2; height >= 0; height--) {
            if ((size >> height & 1) == 1) {
                peaks.add(full(height, start >> height));
                start += 1L << height;
            }
        }
        return Frontier.of(size, peaks);
    }

    /** The hash of a leaf. */
    public Hash leaf(long index) throws TileMissing {
        demandLeaf(index);
        return full(0, index);
    }

    /** The proof that a leaf stands where it does (RFC 9162, section 2.1.3.1). */
    public InclusionProof inclusion(long index) throws TileMissing {
        demandLeaf(index);
        var path = new ArrayList<Hash>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + largestPowerBelow(to - from);
            if (index < middle) {
                path.add(range(middle, to));
                to = middle;
            } else {
                path.add(range(from, middle));
                from = middle;
            }
        }
        return new InclusionProof(index, size, reversed(path));
    }

    /**
     * The proof that the tree of its first leaves is its beginning (RFC 9162, section 2.1.4.1).
     *
     * @param first how many leaves that tree has: 0 to {@link #size}
     */
    public ConsistencyProof consistency(long first) throws TileMissing {
        if (first < 0 || first > size) {
            throw new IllegalArgumentException("expected a size of 0 to " + size + ", found " + first);
        }
        var path = new ArrayList<Hash>();
        long from = 0;
        long to = size;
        while (first > 0 && first < to) {
            long middle = from + largestPowerBelow(to - from);
            if (first <= middle) {
                path.add(range(middle, to));
                to = middle;
            } else {
                path.add(range(from, middle));
                from = middle;
            }
        }
        if (from > 0) {
            path.add(range(from, to));
        }
        return new ConsistencyProof(first, size, reversed(path));
    }

    private void demandLeaf(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("expected an index of 0 to " + (size - 1) + ", found " + index);
        }
    }

    /** The root over some leaves, of which the first is where a subtree large enough for all of them would begin. */
    private Hash range(long from, long to) throws TileMissing {
        long leaves = to - from;
        if (Long.bitCount(leaves) == 1) {
            int height = Long.numberOfTrailingZeros(leaves);
            return full(height, from >> height);
        }
        long middle = from + largestPowerBelow(leaves);
        return Hash.ofNode(range(from, middle), range(middle, to));
    }

    /** The root of a full subtree: a hash of a tile, or made of some of one. */
    private Hash full(int height, long number) throws TileMissing {
        if (height % TileId.HEIGHT == 0) {
            byte[] row = tile(new TileId(height / TileId.HEIGHT, number / TileId.WIDTH));
            return Hash.in(row, (int) (number % TileId.WIDTH) * Hash.BYTES);
        }
        var subtree = new Subtree(height, number);
        Hash root = roots.get(subtree);
        if (root == null) {
            root = Hash.ofNode(full(height - 1, 2 * number), full(height - 1, 2 * number + 1));
            roots.put(subtree, root);
        }
        return root;
    }

    private byte[] tile(TileId id) throws TileMissing {
        byte[] known = tiles.get(id);
        if (known != null) {
            return known;
        }
        int width = id.widthAt(size);
        byte[] row = source.tile(id, width).orElseThrow(() -> new TileMissing(id, width, size));
        if (row.length < width * Hash.BYTES) {
            throw new TileMissing(id, width, size);
        }
        tiles.put(id, row);
        return row;
    }

    private static long largestPowerBelow(long count) {
        return Long.highestOneBit(count - 1);
    }

    private static List<Hash> reversed(List<Hash> path) {
        var reversed = new ArrayList<Hash>(path.size());
        for (int i = path.size() - 1; i >= 0; i--) {
            reversed.add(path.get(i));
        }
        return reversed;
    }
}
