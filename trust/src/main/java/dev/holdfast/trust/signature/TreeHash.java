package dev.holdfast.trust.signature;

import java.security.MessageDigest;

/**
 * The hashes of the Merkle trees of RFC 9162 (section 2.1.1; the same as those of RFC 6962): SHA-256, with a byte before what is hashed by which leaves and
 * nodes are told apart.
 */
public final class TreeHash {
    /** Size of a hash in bytes. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private TreeHash() {}

    /** The hash of the tree without leaves: that of no bytes. */
    public static byte[] empty() {
        return Digest.sha256(new byte[0]);
    }

    /** The hash of a leaf, of whatever it holds. */
    public static byte[] leaf(byte[] content) {
        return leaf(Digest.newSha256(), content);
    }

    /** The hash of a node above two others. */
    public static byte[] node(byte[] left, byte[] right) {
        return node(Digest.newSha256(), left, right);
    }

    /** A digest that has what stands before a leaf's content: to be fed with that, piece by piece. */
    public static MessageDigest newLeaf() {
        MessageDigest digest = Digest.newSha256();
        digest.update(LEAF);
        return digest;
    }

    static byte[] leaf(MessageDigest digest, byte[] content) {
        digest.update(LEAF);
        return digest.digest(content);
    }

    static byte[] node(MessageDigest digest, byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }
}
