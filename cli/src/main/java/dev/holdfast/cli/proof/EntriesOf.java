package dev.holdfast.cli.proof;

import dev.holdfast.cli.log.PartitionTree.Leaf;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The entries of one execution in the log of its partition, and where the grants of it and of its ancestors stand. One thread. */
final class EntriesOf {
    private final String executionId;
    private final RecordCodec codec;
    private final List<Found> entries = new ArrayList<>();
    private final Map<String, Long> grantOffsets = new HashMap<>();

    EntriesOf(String executionId, RecordCodec codec) {
        this.executionId = executionId;
        this.codec = codec;
    }

    /**
     * An entry of the execution.
     *
     * @param index its leaf in the log, from 0
     * @param fingerprint of the schema by which it was written
     * @param encoded in single-object encoding
     */
    record Found(long index, long fingerprint, byte[] encoded, LineageEntry entry) {}

    void take(Leaf leaf, ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        boolean own = key.equals(executionId);
        if (leaf.written().isEmpty() || !own && !executionId.startsWith(key + "/")) {
            return;
        }
        LineageEntry entry = decoded(record.value());
        if (entry == null) {
            return;
        }
        if (entry.getEntry() == 1) {
            // An id may be used again once all is forgotten of who had it: the proof is about the last one.
            grantOffsets.remove(key);
            if (own) {
                entries.clear();
            }
        }
        if (entry.getTriggerKind() == TriggerKind.GRANT) {
            grantOffsets.putIfAbsent(key, entry.getTrigger().getOffset());
        }
        if (own) {
            entries.add(new Found(leaf.index(), leaf.written().get().fingerprint(), leaf.entry(), entry));
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

    /** The execution's entries, in the order of the log. */
    List<Found> all() {
        return entries;
    }

    /** Where on `grants` the grant stands on which an execution, this one or an ancestor, was decided first. */
    Optional<Long> grantOffset(String id) {
        return Optional.ofNullable(grantOffsets.get(id));
    }
}
