package dev.holdfast.lineage.audit;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.decision.EntryFlaws;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.evidence.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** Takes of a record of lineage all that can be taken without its neighbours: its leaf, its entry, what is wrong with that alone. One for each thread. */
public final class EntryReader {
    private static final SchemaHistory HISTORY = SchemaHistory.of(Topic.LINEAGE);

    private final Map<Long, SpecificDatumReader<LineageEntry>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    public EntryReader() {
        GeneratedClasses.trust();
    }

    /**
     * A record of lineage as it was read.
     *
     * @param leaf what it is in the log
     * @param entry without its facts; empty when there is none, of which {@code flaws} say why
     * @param grantEnd when the grant ends by the facts, in epoch milliseconds; the instant of the entry when there is none
     * @param sequenceGap how many heartbeats were missed before the one that led to it
     * @param flaws what is wrong with it alone
     */
    public record Read(
            Place place, Hash leaf, Optional<LineageEntry> entry, long grantEnd, long sequenceGap, List<Flaw> flaws) {}

    /** What is wrong. */
    public record Flaw(Weight weight, Subject subject, String text) {}

    /**
     * Reads a record in Confluent's wire format of which the schema is known.
     *
     * @param fingerprint of the schema by which it was written (Avro specification, "Schema Fingerprints")
     * @param body the Avro body
     */
    public Read read(Place place, byte @Nullable [] key, long fingerprint, ByteBuffer body) {
        Hash leaf = Hash.of(EntryHash.of(fingerprint, body));
        SpecificDatumReader<LineageEntry> reader = readers.get(fingerprint);
        if (reader == null) {
            Optional<Schema> writer = HISTORY.byFingerprint(fingerprint);
            if (writer.isEmpty()) {
                return none(
                        place,
                        leaf,
                        Weight.CANNOT_TELL,
                        "expected an entry, found a record written by the schema " + String.format("%016x", fingerprint)
                                + ", which this version does not know; use a newer one");
            }
            reader = new SpecificDatumReader<>(
                    writer.get(), LineageEntry.getClassSchema(), new LineageEntry().getSpecificData());
            readers.put(fingerprint, reader);
        }
        LineageEntry entry;
        try {
            byte[] bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            decoder = DecoderFactory.get().binaryDecoder(bytes, decoder);
            entry = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                return none(place, leaf, Weight.FALSE, "expected an entry, found more bytes behind one");
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro reports hostile bytes by whatever happens to go wrong first.
            return none(
                    place, leaf, Weight.FALSE, "expected an entry, found bytes that are not what their schema says");
        }
        return read(place, key, leaf, entry);
    }

    /** A record that is not in the wire format, or of no schema of the registry: a leaf of the log all the same. */
    public static Read unreadable(Place place, byte[] value, String why) {
        return none(place, Hash.ofLeaf(value), Weight.FALSE, "expected an entry, found " + why);
    }

    private static Read none(Place place, Hash leaf, Weight weight, String why) {
        return new Read(place, leaf, Optional.empty(), 0, 0, List.of(new Flaw(weight, Subject.RECORDS, why)));
    }

    private static Read read(Place place, byte @Nullable [] key, Hash leaf, LineageEntry entry) {
        var flaws = new ArrayList<Flaw>();
        String keyed = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (!keyed.equals(entry.getExecutionId())) {
            flaws.add(new Flaw(
                    Weight.FALSE,
                    Subject.RECORDS,
                    "expected the key to be the entry's execution " + Quoted.text(entry.getExecutionId()) + ", found "
                            + Quoted.text(keyed)));
        }
        EntryFlaws.alone(entry).forEach(flaw -> flaws.add(new Flaw(Weight.FALSE, Subject.DECISIONS, flaw)));
        long now = entry.getDecidedAt().toEpochMilli();
        long left = Math.max(0, number(entry, "grantRemainingMillis"));
        long gap = entry.getTriggerKind() == TriggerKind.HEARTBEAT ? number(entry, "sequenceGap") : 0;
        entry.setFacts(List.of());
        return new Read(place, leaf, Optional.of(entry), now + Math.min(left, Long.MAX_VALUE / 4), gap, flaws);
    }

    private static long number(LineageEntry entry, String property) {
        return EntryFlaws.fact(entry, property).orElse(0L) instanceof Long number ? number : 0;
    }
}
