package dev.holdfast.lineage.merkle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entries of a tile as they are served (C2SP tlog-tiles, "Log entries"): each with its length before it, 2 bytes, big-endian. */
public final class EntryBundle {
    /** Largest entry, in bytes. */
    public static final int MAXIMUM_ENTRY_BYTES = 65_535;

    private EntryBundle() {}

    /**
     * The bundle of some entries.
     *
     * @param entries at most {@value TileId#WIDTH}, of at most {@value #MAXIMUM_ENTRY_BYTES} bytes each
     */
    public static byte[] write(List<byte[]> entries) {
        if (entries.size() > TileId.WIDTH) {
            throw new IllegalArgumentException(
                    "expected at most " + TileId.WIDTH + " entries in a bundle, found " + entries.size());
        }
        var out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > MAXIMUM_ENTRY_BYTES) {
                throw new IllegalArgumentException(
                        "expected an entry of at most " + MAXIMUM_ENTRY_BYTES + " bytes, found " + entry.length);
            }
            out.write(entry.length >> Byte.SIZE);
            out.write(entry.length);
            out.writeBytes(entry);
        }
        return out.toByteArray();
    }

    /** The entries in a bundle; empty when the bytes are not one. */
    public static Optional<List<byte[]>> read(byte[] bundle) {
        var entries = new ArrayList<byte[]>();
        ByteBuffer in = ByteBuffer.wrap(bundle);
        while (in.remaining() >= Short.BYTES && entries.size() < TileId.WIDTH) {
            int length = Short.toUnsignedInt(in.getShort());
            if (length > in.remaining()) {
                return Optional.empty();
            }
            byte[] entry = new byte[length];
            in.get(entry);
            entries.add(entry);
        }
        return in.hasRemaining() ? Optional.empty() : Optional.of(entries);
    }
}
