package dev.holdfast.cli.log;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.merkle.TileSource;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.Writer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The tree of a partition's log: leaf n is the n-th committed record of its lineage. Keeps the tiles, 32 bytes for each record. One thread. */
public final class PartitionTree implements TileSource {
    private static final int FIRST_HASHES = 4;

    private final RecordCodec codec;
    private final Map<TileId, byte[]> tiles = new HashMap<>();
    private Frontier tree = Frontier.empty();

    /** @param codec knows the schemas by which entries were written */
    public PartitionTree(RecordCodec codec) {
        this.codec = codec;
    }

    /**
     * A record as the log has it.
     *
     * @param index its place in the log, from 0
     * @param entry the bytes that are hashed: an entry in single-object encoding, or the record's value when it is none that the registry knows; not to be changed
     * @param written the entry's schema and body; empty when it is none
     */
    public record Leaf(long index, byte[] entry, Optional<Written> written) {}

    /**
     * An entry as it was written.
     *
     * @param fingerprint of the schema
     */
    public record Written(long fingerprint, ByteBuffer body) {}

    /** Appends the next committed record. */
    public Leaf take(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        WireFormat wire = WireFormat.parse(value);
        long index = tree.size();
        Leaf leaf = wire != null && codec.writerSchemas().answered(wire.schemaId()) instanceof Writer.Known known
                ? new Leaf(
                        index,
                        EntryHash.encoded(known.fingerprint(), wire.body()),
                        Optional.of(new Written(known.fingerprint(), wire.body())))
                : new Leaf(index, value, Optional.empty());
        Frontier.Growth growth = tree.grow(Hash.ofLeaf(leaf.entry()));
        growth.hashes().forEach(this::keep);
        tree = growth.frontier();
        return leaf;
    }

    private void keep(TileHash added) {
        byte[] row = tiles.computeIfAbsent(added.tile(), tile -> new byte[FIRST_HASHES * Hash.BYTES]);
        int at = added.position() * Hash.BYTES;
        if (at == row.length) {
            row = Arrays.copyOf(row, 2 * row.length);
            tiles.put(added.tile(), row);
        }
        System.arraycopy(added.hash().bytes(), 0, row, at, Hash.BYTES);
    }

    /** How many records were taken. */
    public long size() {
        return tree.size();
    }

    /** The tree as it was at a size. */
    public LogTree at(long size) {
        return new LogTree(this, size);
    }

    @Override
    public Optional<byte[]> tile(TileId id, int width) {
        return Optional.ofNullable(tiles.get(id));
    }
}
