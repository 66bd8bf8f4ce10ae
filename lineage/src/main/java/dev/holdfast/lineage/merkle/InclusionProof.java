package dev.holdfast.lineage.merkle;

import java.util.List;
import java.util.Optional;

/**
 * Shows that a leaf stands at a place in a tree.
 *
 * @param index the leaf's, from 0
 * @param size how many leaves the tree has
 * @param path siblings from the leaf up
 */
public record InclusionProof(long index, long size, List<Hash> path) {
    /** Longest path there can be. */
    public static final int MAXIMUM_PATH = Long.SIZE - 1;

    public InclusionProof {
        path = List.copyOf(path);
    }

    /** Why this does not show that the leaf is in the tree of this root; empty when it does. */
    public Optional<String> flaw(Hash leaf, Hash root) {
        if (index < 0 || index >= size) {
            return Optional.of("expected an index below the tree's size " + size + ", found " + index);
        }
        int length = pathLength(index, size);
        if (path.size() != length) {
            return Optional.of("expected a path of " + length + " hashes for leaf " + index + " of " + size + ", found "
                    + path.size());
        }
        // RFC 9162, section 2.1.3.2; that the path is used up has been seen by its length.
        long node = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if ((node & 1) == 1 || node == last) {
                hash = Hash.ofNode(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Hash.ofNode(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return hash.equals(root)
                ? Optional.empty()
                : Optional.of(
                        "expected leaf " + index + " and its path to lead to the root " + root + ", found " + hash);
    }

    /** How many siblings a leaf has on the way to the root. */
    static int pathLength(long index, long size) {
        // As long as the way to its last neighbour differs: all levels. Above that: those where it is not alone.
        int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
        return inner + Long.bitCount(index >> inner);
    }
}
