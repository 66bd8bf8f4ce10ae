package dev.holdfast.cli.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads the folder of a log by the specifications alone (C2SP tlog-tiles, RFC 6962), with nothing of the code that wrote it. */
public final class TilesAsAStrangerReadsThem {
    private TilesAsAStrangerReadsThem() {}

    /** The size of a log whose entries make the hashes of level 0, and these the checkpoint's root and each tile above; fails when they do not. */
    public static long size(Path log) throws Exception {
        List<String> checkpoint = Files.readAllLines(log.resolve("checkpoint"));
        long size = Long.parseLong(checkpoint.get(1));
        byte[] root = Base64.getDecoder().decode(checkpoint.get(2));
        List<byte[]> leaves = row(log, "tile/0/", size, 32);
        assertThat(leaves).hasSize((int) size);
        int at = 0;
        for (byte[] entry : entries(log, size)) {
            assertThat(sha256((byte) 0, entry)).isEqualTo(leaves.get(at++));
        }
        assertThat(at).isEqualTo((int) size);
        assertThat(root(leaves)).isEqualTo(root);
        List<byte[]> below = leaves;
        for (int level = 1; size >> 8 * level > 0; level++) {
            List<byte[]> here = row(log, "tile/" + level + "/", size >> 8 * level, 32);
            for (int i = 0; i < here.size(); i++) {
                assertThat(root(below.subList(256 * i, 256 * i + 256))).isEqualTo(here.get(i));
            }
            below = here;
        }
        return size;
    }

    private static List<byte[]> row(Path log, String prefix, long count, int bytes) throws IOException {
        var hashes = new ArrayList<byte[]>();
        for (long index = 0; index * 256 < count; index++) {
            byte[] tile = tile(log, prefix, index, count);
            for (int i = 0; i + bytes <= tile.length; i += bytes) {
                hashes.add(Arrays.copyOfRange(tile, i, i + bytes));
            }
        }
        return hashes;
    }

    private static List<byte[]> entries(Path log, long size) throws IOException {
        var entries = new ArrayList<byte[]>();
        for (long index = 0; index * 256 < size; index++) {
            ByteBuffer bundle = ByteBuffer.wrap(tile(log, "tile/entries/", index, size));
            while (bundle.hasRemaining()) {
                byte[] entry = new byte[Short.toUnsignedInt(bundle.getShort())];
                bundle.get(entry);
                entries.add(entry);
            }
        }
        return entries;
    }

    /** The tile of a number: partial at the right edge, else full. */
    private static byte[] tile(Path log, String prefix, long index, long count) throws IOException {
        long width = Math.min(256, count - index * 256);
        var path = new StringBuilder(String.format("%03d", index % 1_000));
        for (long rest = index / 1_000; rest > 0; rest /= 1_000) {
            path.insert(0, String.format("x%03d/", rest % 1_000));
        }
        Path file = log.resolve(prefix + path + (width == 256 ? "" : ".p/" + width));
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return Files.readAllBytes(file);
    }

    private static byte[] root(List<byte[]> hashes) throws Exception {
        if (hashes.size() == 1) {
            return hashes.get(0);
        }
        int half = Integer.highestOneBit(hashes.size() - 1);
        return sha256((byte) 1, root(hashes.subList(0, half)), root(hashes.subList(half, hashes.size())));
    }

    private static byte[] sha256(byte first, byte[]... rest) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(first);
        for (byte[] each : rest) {
            digest.update(each);
        }
        return digest.digest();
    }
}
