package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.schemas.WriterSchemas.RegistryUnavailable;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.schemas.connection.ReadableSchemas;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What others may have registered, as the genuine client of the registry hands it on. */
class WriterSchemasTest {
    private static final int ID = 7;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    /** The genuine client, with an answer in place of the network; null for a registry that does not answer. */
    private WriterSchemas answering(@Nullable SchemaString answer) {
        var network = new RestService("http://unused.invalid") {
            @Override
            public SchemaString getId(
                    Map<String, String> headers,
                    int id,
                    String subject,
                    String format,
                    Set<String> tags,
                    boolean fetchMaxId)
                    throws IOException {
                return answer();
            }

            @Override
            public SchemaString getId(int id, String subject) throws IOException {
                return answer();
            }

            private SchemaString answer() throws IOException {
                asked.incrementAndGet();
                if (answer == null) {
                    throw new IOException("no route");
                }
                return answer;
            }
        };
        var client = new CachedSchemaRegistryClient(network, 100, List.of(new ReadableSchemas()), Map.of(), Map.of());
        return new WriterSchemas(client, nanos::get);
    }

    private static SchemaString schema(String type, String text) {
        var schema = new SchemaString(text);
        schema.setSchemaType(type);
        return schema;
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of("Protobuf", schema("PROTOBUF", "syntax = \"proto3\"; message M { int32 a = 1; }")),
                Arguments.of("JSON Schema", schema("JSON", "{}")),
                Arguments.of("a type nobody knows", schema("COBOL", "01 A PIC X.")),
                Arguments.of("no schema", schema("AVRO", "{\"type\":\"nothing\"}")),
                Arguments.of("no JSON", schema("AVRO", "record")),
                Arguments.of("an empty text", schema("AVRO", "")),
                Arguments.of(
                        "a name that is none",
                        schema("AVRO", HostileSchemas.record("x").replace("Tick", "1"))),
                Arguments.of("arrays 400 deep", schema("AVRO", HostileSchemas.deep(400))),
                Arguments.of("arrays 10,000 deep", schema("AVRO", HostileSchemas.deep(10_000))),
                Arguments.of("a record that holds itself", schema("AVRO", HostileSchemas.recursive())),
                Arguments.of("a list of itself", schema("AVRO", HostileSchemas.list())),
                Arguments.of("2^40 empty records", schema("AVRO", HostileSchemas.doubling(40))),
                Arguments.of("2^60 empty records", schema("AVRO", HostileSchemas.doubling(60))),
                Arguments.of("20,000 fields", schema("AVRO", HostileSchemas.wide(20_000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void shouldNotTakeASchemaByWhichNothingCanBeReadForARegistryThatIsAway(String name, SchemaString schema) {
        WriterSchemas schemas = answering(schema);

        assertThat(schemas.byId(ID)).isInstanceOf(Writer.Unknown.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void shouldNotAskAgainAtOnce(String name, SchemaString schema) {
        WriterSchemas schemas = answering(schema);
        Writer first = schemas.byId(ID);
        int once = asked.get();

        assertThat(schemas.byId(ID)).isEqualTo(first);
        assertThat(asked).hasValue(once);
    }

    @Test
    void shouldTellARegistryThatDoesNotAnswerFromASchemaThatCannotBeRead() {
        WriterSchemas schemas = answering(null);

        assertThatThrownBy(() -> schemas.byId(ID)).isInstanceOf(RegistryUnavailable.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeEverySchemaOfTheCatalogue(Topic topic) {
        for (var version : SchemaHistory.of(topic).versions()) {
            WriterSchemas schemas = answering(schema("AVRO", version.toString()));

            assertThat(schemas.byId(ID)).isInstanceOf(Writer.Known.class);
        }
    }
}
