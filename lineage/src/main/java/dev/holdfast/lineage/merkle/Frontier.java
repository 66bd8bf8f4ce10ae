package dev.holdfast.lineage.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All of a tree that appending to it needs: how many leaves it has, and the roots of the full subtrees that they make, the largest first. One such root for each bit
 * that is set in the size. Immutable; any thread.
 */
public final class Frontier {
    /** The most that {@link #bytes} may be: a size and 63 hashes. */
    public static final int MAXIMUM_BYTES = Long.BYTES + (Long.SIZE - 1) * Hash.BYTES;

    private static final Frontier EMPTY = new Frontier(0, List.of());

    private final long size;
    private final List<Hash> peaks;

    private Frontier(long size, List<Hash> peaks) {
        this.size = size;
        this.peaks = peaks;
    }

    /**
     * What a leaf makes of a tree.
     *
     * @param frontier the tree with the leaf
     * @param hashes what it adds to tiles: its own hash, and one for each tile that it fills, from the bottom up
     */
    public record Growth(Frontier frontier, List<TileHash> hashes) {
        public Growth {
            hashes = List.copyOf(hashes);
        }
    }

    /** The tree without leaves. */
    public static Frontier empty() {
        return EMPTY;
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws IllegalArgumentException when it is not that
     */
    public static Frontier read(byte[] bytes) {
        if (bytes.length < Long.BYTES) {
            throw new IllegalArgumentException("expected a frontier of at least 8 bytes, found " + bytes.length);
        }
        long size = ByteBuffer.wrap(bytes).getLong();
        int count = Long.bitCount(size);
        if (size < 0 || bytes.length != Long.BYTES + count * Hash.BYTES) {
            throw new IllegalArgumentException("expected a frontier of " + Long.toUnsignedString(size) + " leaves in "
                    + (Long.BYTES + count * Hash.BYTES) + " bytes, found " + bytes.length);
        }
        var peaks = new ArrayList<Hash>(count);
        for (int i = 0; i < count; i++) {
            peaks.add(Hash.in(bytes, Long.BYTES + i * Hash.BYTES));
        }
        return new Frontier(size, List.copyOf(peaks));
    }

    static Frontier of(long size, List<Hash> peaks) {
        return new Frontier(size, List.copyOf(peaks));
    }

    /** The size (8 bytes, big-endian) and the subtrees' roots, 32 bytes each: 8 + 32 * 24 bytes at 16 million leaves at the most. */
    public byte[] bytes() {
        byte[] bytes = new byte[Long.BYTES + peaks.size() * Hash.BYTES];
        ByteBuffer.wrap(bytes).putLong(size);
        for (int i = 0; i < peaks.size(); i++) {
            peaks.get(i).writeTo(bytes, Long.BYTES + i * Hash.BYTES);
        }
        return bytes;
    }

    /** How many leaves there are; never negative. */
    public long size() {
        return size;
    }

    /** The root of the whole tree; {@link Hash#EMPTY_TREE} without leaves. */
    public Hash root() {
        if (peaks.isEmpty()) {
            return Hash.EMPTY_TREE;
        }
        Hash root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = Hash.ofNode(peaks.get(i), root);
        }
        return root;
    }

    /** The tree with one more leaf. */
    public Frontier append(Hash leaf) {
        return grow(leaf).frontier();
    }

    /** The tree with one more leaf, and what that adds to tiles. */
    public Growth grow(Hash leaf) {
        var added = new ArrayList<TileHash>(2);
        added.add(TileHash.at(0, size, leaf));
        var grown = new ArrayList<>(peaks);
        Hash carry = leaf;
        int height = 0;
        for (; (size >> height & 1) == 1; height++) {
            carry = Hash.ofNode(grown.remove(grown.size() - 1), carry);
            int above = height + 1;
            if (above % TileId.HEIGHT == 0) {
                added.add(TileHash.at(above / TileId.HEIGHT, size >> above, carry));
            }
        }
        grown.add(carry);
        return new Growth(new Frontier(Math.addExact(size, 1), List.copyOf(grown)), added);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frontier that && size == that.size && peaks.equals(that.peaks);
    }

    @Override
    public int hashCode() {
        return peaks.hashCode();
    }

    @Override
    public String toString() {
        return "tree of " + size + " leaves";
    }
}
