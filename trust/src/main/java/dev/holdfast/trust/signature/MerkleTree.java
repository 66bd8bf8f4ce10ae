package dev.holdfast.trust.signature;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of RFC 9162 (section 2.1; the same as that of RFC 6962) over a few leaves that are all at hand: SHA-256, hashes of 32
 * bytes. A node without a sibling stands for itself one level up.
 */
final class MerkleTree {
    /** Size of a hash in bytes. */
    static final int HASH_BYTES = TreeHash.BYTES;

    private final List<List<byte[]>> levels = new ArrayList<>();

    /** @param leaves what the leaves are the hashes of, at least one */
    MerkleTree(List<byte[]> leaves) {
        MessageDigest digest = Digest.newSha256();
        List<byte[]> level =
                leaves.stream().map(leaf -> TreeHash.leaf(digest, leaf)).toList();
        levels.add(level);
        while (level.size() > 1) {
            level = above(digest, level);
            levels.add(level);
        }
    }

    private static List<byte[]> above(MessageDigest digest, List<byte[]> level) {
        return IntStream.range(0, (level.size() + 1) / 2)
                .mapToObj(number -> 2 * number + 1 < level.size()
                        ? TreeHash.node(digest, level.get(2 * number), level.get(2 * number + 1))
                        : level.get(2 * number))
                .toList();
    }

    byte[] root() {
        return levels.get(levels.size() - 1).get(0);
    }

    /** The inclusion proof of a leaf: siblings from the leaf up. */
    List<byte[]> path(int index) {
        var path = new ArrayList<byte[]>();
        int at = index;
        for (List<byte[]> level : levels) {
            int sibling = at ^ 1;
            if (sibling < level.size()) {
                path.add(level.get(sibling));
            }
            at /= 2;
        }
        return path;
    }

    /** How many siblings the inclusion proof of a leaf has. */
    static int pathLength(int index, int size) {
        int length = 0;
        int at = index;
        for (int width = size; width > 1; width = (width + 1) / 2) {
            if ((at ^ 1) < width) {
                length++;
            }
            at /= 2;
        }
        return length;
    }

    /** The root that a leaf and its inclusion proof lead to; null when the proof has another length than this place in such a tree has. */
    static byte @Nullable [] rootOf(byte[] leaf, int index, int size, List<byte[]> path) {
        if (path.size() != pathLength(index, size)) {
            return null;
        }
        MessageDigest digest = Digest.newSha256();
        byte[] hash = TreeHash.leaf(digest, leaf);
        int next = 0;
        int at = index;
        for (int width = size; width > 1; width = (width + 1) / 2) {
            if ((at ^ 1) < width) {
                byte[] sibling = path.get(next++);
                hash = at % 2 == 0 ? TreeHash.node(digest, hash, sibling) : TreeHash.node(digest, sibling, hash);
            }
            at /= 2;
        }
        return hash;
    }
}
