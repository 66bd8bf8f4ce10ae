package dev.holdfast.cli.proof;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.merkle.TileSource;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The log of a partition, made again from its lineage: leaf n is the n-th committed record. Keeps the entries of one execution, where the grants of it and of its
 * ancestors stand, and the hashes of the tree, 32 bytes for each record.
 */
final class LogReading implements TileSource {
    private final String executionId;
    private final RecordCodec codec;
    private final Map<TileId, byte[]> tiles = new HashMap<>();
    private final List<Found> entries = new ArrayList<>();
    private final Map<String, Long> grantOffsets = new HashMap<>();
    private Frontier tree = Frontier.empty();

    LogReading(String executionId, RecordCodec codec) {
        this.executionId = executionId;
        this.codec = codec;
    }

    /**
     * An entry of the execution.
     *
     * @param index its leaf in the log, from 0
     * @param fingerprint of the schema by which it was written
     */
    record Found(long index, long fingerprint, byte[] body, LineageEntry entry) {}

    void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        WireFormat wire = WireFormat.parse(value);
        Writer writer = wire == null ? null : codec.writerSchemas().answered(wire.schemaId());
        if (wire == null || !(writer instanceof Writer.Known known)) {
            append(Hash.ofLeaf(value));
            return;
        }
        long index = tree.size();
        append(Hash.of(EntryHash.of(known.fingerprint(), wire.body())));
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!key.equals(executionId) && !executionId.startsWith(key + "/")) {
            return;
        }
        LineageEntry entry = decoded(value);
        if (entry == null) {
            return;
        }
        if (entry.getTriggerKind() == TriggerKind.GRANT) {
            grantOffsets.putIfAbsent(key, entry.getTrigger().getOffset());
        }
        if (key.equals(executionId)) {
            byte[] body = new byte[wire.body().remaining()];
            wire.body().duplicate().get(body);
            entries.add(new Found(index, known.fingerprint(), body, entry));
        }
    }

    private @Nullable LineageEntry decoded(byte[] value) {
        try {
            return codec.decode(Topic.LINEAGE, value, LineageEntry.class);
        } catch (SerializationException e) {
            // A leaf of the log all the same; no evaluator wrote it as an entry of this execution.
            return null;
        }
    }

    private void append(Hash leaf) {
        Frontier.Growth growth = tree.grow(leaf);
        for (TileHash added : growth.hashes()) {
            tiles.put(added.tile(), added.appendedTo(tiles.getOrDefault(added.tile(), new byte[0])));
        }
        tree = growth.frontier();
    }

    /** How many records were read. */
    long size() {
        return tree.size();
    }

    /** The execution's entries, in the order of the log. */
    List<Found> entries() {
        return entries;
    }

    /** Where on `grants` the grant stands on which an execution, this one or an ancestor, was decided first. */
    Optional<Long> grantOffset(String id) {
        return Optional.ofNullable(grantOffsets.get(id));
    }

    @Override
    public Optional<byte[]> tile(TileId id, int width) {
        return Optional.ofNullable(tiles.get(id));
    }
}
