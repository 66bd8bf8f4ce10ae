package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.InputRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordWriterTest {
    private static final int RECORDS = 50;

    static Stream<Schema> schemas() {
        GeneratedClasses.trust();
        return Stream.concat(
                Arrays.stream(Topic.values()).map(Topic::schema),
                Stream.of(ExecutionState.getClassSchema(), GovernanceState.getClassSchema()));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldWriteWhatAvroWritesOfSortedMaps(Schema schema) throws IOException {
        long seed = System.nanoTime();
        for (Object random : new RandomData(schema, RECORDS, seed)) {
            SpecificRecord record = specific(schema, bytes(new GenericDatumWriter<Object>(schema)::write, random));

            byte[] written = bytes(new RecordWriter<>(schema)::write, record);

            assertThat(written)
                    .as("%s of seed %d", schema.getName(), seed)
                    .isEqualTo(bytes(new SpecificDatumWriter<SpecificRecord>(schema)::write, (SpecificRecord)
                            withSortedMaps(record)));
        }
    }

    @Test
    void shouldWriteTheSameBytesOfEqualRecords() throws IOException {
        List<String> names = List.of("Aa", "BB", "C#", "b", "a");
        var inOneOrder = new LinkedHashMap<String, Long>();
        names.forEach(name -> inOneOrder.put(name, 1L));
        var inAnother = new LinkedHashMap<String, Long>();
        List.of("a", "b", "C#", "BB", "Aa").forEach(name -> inAnother.put(name, 1L));
        var writer = new RecordWriter<ExecutionState>(ExecutionState.getClassSchema());

        byte[] one = bytes(
                writer::write,
                ExecutionState.newBuilder().setCounters(inOneOrder).build());

        assertThat(one)
                .isEqualTo(bytes(
                        writer::write,
                        ExecutionState.newBuilder().setCounters(inAnother).build()));
    }

    @Test
    void shouldRefuseARecordWithoutAValueThatItsSchemaWants() {
        var writer = new RecordWriter<Acknowledgment>(Acknowledgment.getClassSchema());

        assertThatThrownBy(() -> bytes(writer::write, new Acknowledgment()))
                .hasMessage("expected a value of type ENUM, found none");
    }

    @Test
    void shouldRefuseASchemaThatItCannotWrite() {
        Schema schema = SchemaBuilder.record("Measured")
                .fields()
                .requiredDouble("value")
                .endRecord();

        assertThatThrownBy(() -> new RecordWriter<InputRun>(schema)).hasMessageContaining("cannot be written");
    }

    private interface Writing<T> {
        void write(T record, BinaryEncoder out) throws IOException;
    }

    private static <T> byte[] bytes(Writing<T> writing, T record) throws IOException {
        var bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        writing.write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    /** Changes the record. */
    private static Object withSortedMaps(Object value) {
        if (value instanceof SpecificRecord record) {
            for (int place = 0; place < record.getSchema().getFields().size(); place++) {
                record.put(place, withSortedMaps(record.get(place)));
            }
            return record;
        }
        if (value instanceof List<?> list) {
            var each = new ArrayList<>();
            list.forEach(element -> each.add(withSortedMaps(element)));
            return each;
        }
        if (value instanceof Map<?, ?> map) {
            var sorted = new TreeMap<Object, Object>();
            map.forEach((name, element) -> sorted.put(name, withSortedMaps(element)));
            return sorted;
        }
        return value;
    }

    private static SpecificRecord specific(Schema schema, byte[] bytes) throws IOException {
        return new SpecificDatumReader<SpecificRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }
}
