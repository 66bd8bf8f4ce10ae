package dev.holdfast.lineage.merkle;

import dev.holdfast.lineage.StrictBase64;
import dev.holdfast.trust.signature.TreeHash;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A hash in the tree: 32 bytes. Immutable; any thread. */
public final class Hash {
    /** Its size in bytes. */
    public static final int BYTES = TreeHash.BYTES;

    /** The root of the tree without leaves. */
    public static final Hash EMPTY_TREE = new Hash(TreeHash.empty());

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when there are not exactly {@value TreeHash#BYTES} bytes */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("expected a hash of " + BYTES + " bytes, found " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** The hash that stands in a row of them at this offset in bytes. */
    static Hash in(byte[] row, int offset) {
        return new Hash(Arrays.copyOfRange(row, offset, offset + BYTES));
    }

    /** The hash in strict base 64; empty when the text is none. */
    public static Optional<Hash> ofBase64(String text) {
        return StrictBase64.decode(text).filter(bytes -> bytes.length == BYTES).map(Hash::new);
    }

    /** The hash of a leaf of the log, of an entry in single-object encoding. */
    public static Hash ofLeaf(byte[] entry) {
        return new Hash(TreeHash.leaf(entry));
    }

    /** The hash of the node above two others. */
    public static Hash ofNode(Hash left, Hash right) {
        return new Hash(TreeHash.node(left.bytes, right.bytes));
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Its bytes in strict base 64. */
    public String base64() {
        return StrictBase64.encode(bytes);
    }

    void writeTo(byte[] row, int offset) {
        System.arraycopy(bytes, 0, row, offset, BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
