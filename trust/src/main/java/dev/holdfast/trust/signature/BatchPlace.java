package dev.holdfast.trust.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a record stands among those that one signature covers, and how that is shown: its number, how many there are, and the hashes of an
 * inclusion proof in their {@link MerkleTree}.
 *
 * @param index from 0
 * @param size 2 to {@value #MAXIMUM_SIZE}
 * @param path siblings from the leaf up, 32 bytes each, as many as this place has
 */
record BatchPlace(int index, int size, List<byte[]> path) {
    /** How many records one signature may cover. */
    static final int MAXIMUM_SIZE = 256;

    private static final byte[] TAG = "holdfast-batch-v1".getBytes(StandardCharsets.US_ASCII);

    /** Reads a place that {@link #writeTo} has written; null when these bytes are not one, and nothing more. */
    static @Nullable BatchPlace read(ByteBuffer in) {
        if (in.remaining() < 2 * Short.BYTES) {
            return null;
        }
        int index = Short.toUnsignedInt(in.getShort());
        int size = Short.toUnsignedInt(in.getShort());
        if (size < 2
                || size > MAXIMUM_SIZE
                || index >= size
                || in.remaining() != MerkleTree.pathLength(index, size) * MerkleTree.HASH_BYTES) {
            return null;
        }
        var path = new ArrayList<byte[]>();
        while (in.hasRemaining()) {
            byte[] hash = new byte[MerkleTree.HASH_BYTES];
            in.get(hash);
            path.add(hash);
        }
        return new BatchPlace(index, size, path);
    }

    int bytes() {
        return 2 * Short.BYTES + path.size() * MerkleTree.HASH_BYTES;
    }

    void writeTo(ByteBuffer out) {
        out.putShort((short) index).putShort((short) size);
        path.forEach(out::put);
    }

    /** What the signature covers when this content stands in this place. */
    byte[] signedOver(byte[] content) {
        byte[] root = MerkleTree.rootOf(content, index, size, path);
        if (root == null) {
            throw new IllegalStateException("a path is as long as its place says");
        }
        return signed(size, root);
    }

    /** What one signature for so many records covers: the tag, the number (4 bytes, big-endian), the root. */
    static byte[] signed(int size, byte[] root) {
        return ByteBuffer.allocate(TAG.length + Integer.BYTES + MerkleTree.HASH_BYTES)
                .put(TAG)
                .putInt(size)
                .put(root)
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchPlace that
                && index == that.index
                && size == that.size
                && Arrays.deepEquals(path.toArray(), that.path.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * index + size;
    }
}
