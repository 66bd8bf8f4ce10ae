package dev.holdfast.topology.process;

import dev.holdfast.schemas.RecordWriter;
import dev.holdfast.schemas.SchemaHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The form in which stores keep records: Avro's single-object encoding (Avro specification, "Single-object encoding": C3 01, the 64-bit Rabin
 * fingerprint of the writer's schema in little-endian order, the body), so that what an earlier version wrote is read by its own schema. Reads
 * and writes whole arrays, which Avro's own {@code BinaryMessageDecoder} and {@code BinaryMessageEncoder} take byte by byte. One thread.
 */
final class StoredFormat<T extends SpecificRecordBase> {
    private static final int HEADER_BYTES = 10;
    private static final short MARK = (short) 0xC301;
    private static final int USUAL_BYTES = 2048;

    private static final byte[] NOTHING = {};

    private final Schema schema;
    private final int fields;
    private final byte[] header;
    private final RecordWriter<T> writer;
    private final Map<Long, SpecificDatumReader<T>> readers = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(USUAL_BYTES);
    private @Nullable BinaryEncoder encoder;
    private @Nullable BinaryDecoder decoder;

    /** @param history every version of the record's schema that was ever written; the newest is the generated class's own */
    StoredFormat(T example, SchemaHistory history) {
        SpecificData model = example.getSpecificData();
        this.schema = example.getSchema();
        this.fields = schema.getFields().size();
        this.writer = new RecordWriter<>(schema);
        this.header = ByteBuffer.allocate(HEADER_BYTES)
                .putShort(MARK)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(history.newestFingerprint())
                .array();
        history.fingerprints()
                .forEach((fingerprint, version) ->
                        readers.put(fingerprint, new SpecificDatumReader<>(version, schema, model)));
    }

    byte[] write(T record) {
        return written(header, out -> writer.write(record, out));
    }

    /** The bytes of one field, by its place in the schema. */
    byte[] field(T record, int place) {
        return written(NOTHING, out -> writer.writeField(record, place, out));
    }

    /** As {@link #write(SpecificRecordBase)}, with what {@link #field} has given for one of its fields, which has not been changed since. */
    byte[] write(T record, int place, byte[] field) {
        return written(header, out -> {
            for (int each = 0; each < fields; each++) {
                if (each == place) {
                    out.writeFixed(field);
                } else {
                    writer.writeField(record, each, out);
                }
            }
        });
    }

    private interface Content {
        void writeTo(BinaryEncoder out) throws IOException;
    }

    private byte[] written(byte[] before, Content content) {
        try {
            written.reset();
            written.write(before);
            // Anew, whatever a record that could not be written left in it.
            encoder = EncoderFactory.get().binaryEncoder(written, encoder);
            content.writeTo(encoder);
            encoder.flush();
            return written.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a " + schema.getName(), e);
        }
    }

    T read(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || ByteBuffer.wrap(bytes).getShort() != MARK) {
            throw new IllegalStateException("the store holds what is no " + schema.getName());
        }
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES);
        SpecificDatumReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new IllegalStateException("the store holds a " + schema.getName()
                    + " of a version that is not known here: it was written by a newer evaluator");
        }
        try {
            decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
            return reader.read(null, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException("the store holds what is no " + schema.getName(), e);
        }
    }
}
