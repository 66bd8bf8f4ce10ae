package dev.holdfast.trust.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records to the bytes that fuzz targets change, and back. */
public final class FuzzBytes {
    static {
        Records.vouch();
    }

    private FuzzBytes() {}

    /** The Avro body of a record. */
    public static byte[] of(SpecificRecord record) {
        try {
            var out = new ByteArrayOutputStream();
            var encoder = EncoderFactory.get().binaryEncoder(out, null);
            new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A record of whatever its body says; empty when it is none. */
    public static <T extends SpecificRecord> Optional<T> read(Schema schema, byte[] body) {
        try {
            var decoder = DecoderFactory.get().binaryDecoder(body, null);
            return Optional.of(new SpecificDatumReader<T>(schema).read(null, decoder));
        } catch (IOException | RuntimeException none) {
            return Optional.empty();
        }
    }

    /** The bytes of a text. */
    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
