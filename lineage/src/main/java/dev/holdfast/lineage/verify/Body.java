package dev.holdfast.lineage.verify;

import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** An Avro body, read. */
sealed interface Body<T> {

    /** A record. */
    record Read<T>(T value) implements Body<T> {}

    /** Not readable by this version: written by a schema that it does not know. */
    record Unknown<T>(String why) implements Body<T> {}

    /** No such record. */
    record Broken<T>(String why) implements Body<T> {}

    /** Every version of a topic's schema, read off the class path once. */
    Map<Topic, SchemaHistory> HISTORIES = new ConcurrentHashMap<>();

    /** The record of a topic, in a body that was written by a schema of this fingerprint. */
    static <T extends SpecificRecord> Body<T> of(Topic topic, long fingerprint, byte[] body) {
        Optional<Schema> writer =
                HISTORIES.computeIfAbsent(topic, SchemaHistory::of).byFingerprint(fingerprint);
        return writer.isPresent()
                ? read(writer.get(), topic.schema(), body)
                : new Unknown<>("it was written by the schema " + String.format("%016x", fingerprint)
                        + ", which this version does not know; use a newer one");
    }

    /** The record in a body, which must end with it. */
    static <T extends SpecificRecord> Body<T> read(Schema writer, Schema reader, byte[] body) {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(body, null);
            T value = new SpecificDatumReader<T>(writer, reader).read(null, decoder);
            return decoder.isEnd() ? new Read<>(value) : new Broken<>("more bytes follow what it holds");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro reports hostile bytes by whatever happens to go wrong first.
            return new Broken<>("its bytes are not what their schema says");
        }
    }
}
