package dev.holdfast.lineage.merkle;

import java.util.List;
import java.util.Optional;

/**
 * Shows that one tree is the beginning of another: nothing has been removed, rewritten or put between.
 *
 * @param first how many leaves the earlier tree has
 * @param second how many the later one has
 * @param path as in RFC 9162, section 2.1.4.1; empty when the earlier tree has no leaves, or both have the same
 */
public record ConsistencyProof(long first, long second, List<Hash> path) {
    /** Longest path there can be. */
    public static final int MAXIMUM_PATH = Long.SIZE - 1;

    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /** Why this does not show that the tree of one root is the beginning of that of the other; empty when it does. */
    public Optional<String> flaw(Hash firstRoot, Hash secondRoot) {
        if (first < 0 || first > second) {
            return Optional.of("expected a first size of 0 to " + second + ", found " + first);
        }
        if (first == 0 && !firstRoot.equals(Hash.EMPTY_TREE)) {
            return Optional.of("expected the root of the empty tree, found " + firstRoot);
        }
        if (first == second && !firstRoot.equals(secondRoot)) {
            return Optional.of(
                    "expected one root for the trees of size " + first + ", found " + firstRoot + " and " + secondRoot);
        }
        int length = pathLength(first, second);
        if (path.size() != length) {
            return Optional.of("expected a path of " + length + " hashes from size " + first + " to " + second
                    + ", found " + path.size());
        }
        return first == 0 || first == second ? Optional.empty() : walk(firstRoot, secondRoot);
    }

    /** RFC 9162, section 2.1.4.2; that the path is used up has been seen by its length. */
    private Optional<String> walk(Hash firstRoot, Hash secondRoot) {
        int skipped = Long.numberOfTrailingZeros(first);
        long node = first - 1 >> skipped;
        long last = second - 1 >> skipped;
        // A tree of 2^k leaves is a node of the later one: its root takes the place of the first hash.
        boolean isNode = Long.bitCount(first) == 1;
        Hash firstHash = isNode ? firstRoot : path.get(0);
        Hash secondHash = firstHash;
        for (Hash hash : isNode ? path : path.subList(1, path.size())) {
            if ((node & 1) == 1 || node == last) {
                firstHash = Hash.ofNode(hash, firstHash);
                secondHash = Hash.ofNode(hash, secondHash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                secondHash = Hash.ofNode(secondHash, hash);
            }
            node >>= 1;
            last >>= 1;
        }
        if (!firstHash.equals(firstRoot)) {
            return Optional.of("expected the path to lead to the root " + firstRoot + " of size " + first + ", found "
                    + firstHash);
        }
        return secondHash.equals(secondRoot)
                ? Optional.empty()
                : Optional.of("expected the path to lead to the root " + secondRoot + " of size " + second + ", found "
                        + secondHash);
    }

    /** How many hashes the proof has: the way of the earlier tree's last leaf from where its subtree is full, and that subtree unless it is all of the tree. */
    static int pathLength(long first, long second) {
        if (first == 0 || first == second) {
            return 0;
        }
        int skipped = Long.numberOfTrailingZeros(first);
        int way = InclusionProof.pathLength(first - 1 >> skipped, (second - 1 >> skipped) + 1);
        return Long.bitCount(first) == 1 ? way : way + 1;
    }
}
