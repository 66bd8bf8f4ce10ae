package dev.holdfast.trust.testing;

import dev.holdfast.record.ExecutionState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;

/** Records as Avro bytes and back, as a state store does it. */
public final class Records {
    static {
        vouch();
    }

    /** To make a reader or a writer costs more than to use it. They keep nothing of what they read or write. */
    private static final ClassValue<Format> FORMATS = new ClassValue<>() {
        @Override
        protected Format computeValue(Class<?> type) {
            var data = SpecificData.getForClass(type);
            var schema = data.getSchema(type);
            return new Format(new SpecificDatumWriter<>(schema, data), new SpecificDatumReader<>(schema, schema, data));
        }
    };

    private record Format(
            SpecificDatumWriter<SpecificRecordBase> writer, SpecificDatumReader<SpecificRecordBase> reader) {}

    private Records() {}

    /** Avro fills in enums and reads classes back only where somebody vouches for them; in a program RecordCodec does. */
    static void vouch() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT,
                type -> type.getPackageName().equals(ExecutionState.class.getPackageName())));
    }

    /** The Avro body. */
    public static byte[] bytes(SpecificRecordBase value) {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            FORMATS.get(value.getClass()).writer().write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The record in a body. */
    public static <T extends SpecificRecordBase> T read(byte[] body, Class<T> type) {
        try {
            var decoder = DecoderFactory.get().binaryDecoder(body, null);
            return type.cast(FORMATS.get(type).reader().read(null, decoder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A record of its own with the same content. */
    public static <T extends SpecificRecordBase> T copy(T value, Class<T> type) {
        return read(bytes(value), type);
    }
}
