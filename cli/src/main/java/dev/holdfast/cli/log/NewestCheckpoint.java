package dev.holdfast.cli.log;

import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The largest checkpoint of a partition among those that were read. Not to be believed before its signatures are verified. One thread. */
public final class NewestCheckpoint {
    private final RecordCodec codec;
    private @Nullable LogCheckpoint newest;

    public NewestCheckpoint(RecordCodec codec) {
        this.codec = codec;
    }

    /** Takes in a record of {@code checkpoints}. */
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null) {
            LogCheckpoint next;
            try {
                next = codec.decode(Topic.CHECKPOINTS, record.value(), LogCheckpoint.class);
            } catch (SerializationException e) {
                // No evaluator wrote it; `lineage fsck` names it.
                return;
            }
            newest = newest == null || next.getSize() >= newest.getSize() ? next : newest;
        }
    }

    /**
     * The largest; empty before the first.
     *
     * @throws KafkaException when the record that says so holds no checkpoint of that size
     */
    public Optional<LoggedCheckpoint> get() {
        if (newest == null) {
            return Optional.empty();
        }
        SignedNote.Parsed parsed = SignedNote.parse(newest.getNote().getBytes(StandardCharsets.UTF_8));
        if (parsed instanceof SignedNote.Parsed.Malformed malformed) {
            throw new KafkaException("expected a signed note in the checkpoint of size " + newest.getSize()
                    + " of the topic of checkpoints, found another text: " + malformed.why());
        }
        Optional<LoggedCheckpoint> checkpoint = LoggedCheckpoint.read(((SignedNote.Parsed.Note) parsed).value());
        long size = newest.getSize();
        return Optional.of(checkpoint
                .filter(read -> read.checkpoint().size() == size)
                .orElseThrow(() -> new KafkaException("expected a note on a checkpoint of size " + size
                        + " on the topic of checkpoints, found another text")));
    }
}
