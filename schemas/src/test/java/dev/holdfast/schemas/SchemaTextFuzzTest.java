package dev.holdfast.schemas;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.connection.ReadableSchemas;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema as somebody registered it; a tick of zeros is read by it, if it is taken. What it costs is bounded by the target's time limit. */
class SchemaTextFuzzTest {
    private static final ReadableSchemas PARSER = new ReadableSchemas();
    private static final byte[] ZEROS = new byte[64];

    static Stream<byte[]> seeds() {
        return Stream.of(
                        Tick.getClassSchema().toString(),
                        HostileSchemas.deep(70),
                        HostileSchemas.recursive(),
                        HostileSchemas.list(),
                        HostileSchemas.doubling(40),
                        HostileSchemas.doubling(10),
                        HostileSchemas.wide(30))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadByASchemaInBoundedTimeOrRefuseIt(byte[] bytes) {
        org.apache.avro.Schema schema;
        try {
            var text = new Schema(null, null, null, "AVRO", List.of(), new String(bytes, StandardCharsets.UTF_8));
            schema = (org.apache.avro.Schema)
                    PARSER.parseSchema(text, false, false).orElseThrow().rawSchema();
        } catch (WriterSchemas.UnreadableSchema none) {
            return;
        }
        if (SchemaShape.flaw(schema).isEmpty()) {
            try {
                new GenericDatumReader<>(schema, Tick.getClassSchema())
                        .read(null, DecoderFactory.get().binaryDecoder(ZEROS, null));
            } catch (IOException | RuntimeException refused) {
                return;
            }
        }
    }
}
