package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.schemas.WriterSchemas.RegistryUnavailable;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.schemas.connection.ReadableSchemas;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        return new WriterSchemas(client, new UnknownSchemas(nanos::get));
    }

    /** The genuine client of a registry that knows {@link #ID} alone, and takes a while for every answer. */
    private WriterSchemas answeringIn(long millis) {
        var network = new RestService("http://unused.invalid") {
            @Override
            public SchemaString getId(
                    Map<String, String> headers,
                    int id,
                    String subject,
                    String format,
                    Set<String> tags,
                    boolean fetchMaxId)
                    throws RestClientException {
                asked.incrementAndGet();
                nanos.addAndGet(millis * 1_000_000);
                if (id != ID) {
                    throw new RestClientException("Schema not found", 404, 40403);
                }
                return schema("AVRO", Topic.TICKS.schema().toString());
            }

            @Override
            public SchemaString getId(int id, String subject) throws RestClientException {
                return getId(Map.of(), id, subject, "", Set.of(), false);
            }
        };
        var client = new CachedSchemaRegistryClient(network, 100, List.of(new ReadableSchemas()), Map.of(), Map.of());
        return new WriterSchemas(client, new UnknownSchemas(nanos::get));
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

    @Test
    void shouldAskAgainForAnUnknownIdAfterTenSecondsAndNotBefore() {
        WriterSchemas schemas = answeringIn(2);
        schemas.byId(8);

        nanos.addAndGet(9_900_000_000L);
        assertThat(schemas.byId(8)).isInstanceOf(Writer.Unknown.class);
        assertThat(asked).hasValue(1);

        nanos.addAndGet(200_000_000L);
        assertThat(schemas.byId(8)).isInstanceOf(Writer.Unknown.class);
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 400, 10_000})
    void shouldSpendLittleTimeOnIdsThatAreNewEachTime(long millis) {
        WriterSchemas schemas = answeringIn(millis);
        long end = 100_000_000_000L;

        int id = 1_000;
        while (nanos.get() < end) {
            assertThat(schemas.byId(id++)).isInstanceOf(Writer.Unknown.class);
            nanos.addAndGet(100_000);
        }

        // A second at the start, a twentieth of 100 s, and the one in hand when that was used up.
        assertThat(asked.get() * millis).isBetween(4_000L, 6_000 + millis);
    }

    @Test
    void shouldReadWhatIsKnownDuringAFloodOfUnknownIds() {
        WriterSchemas schemas = answeringIn(20);
        schemas.byId(ID);
        IntStream.range(1_000, 2_000).forEach(schemas::byId);
        int before = asked.get();

        assertThat(schemas.byId(ID)).isInstanceOf(Writer.Known.class);
        assertThat(asked).hasValue(before);
    }

    @Test
    void shouldFindANewSchemaOnceAFloodIsOver() {
        WriterSchemas schemas = answeringIn(20);
        IntStream.range(1_000, 2_000).forEach(schemas::byId);
        assertThat(schemas.byId(ID))
                .isEqualTo(
                        new Writer.Unknown(
                                "the registry was not asked, since too many ids that it does not know have come of late; send it again later"));

        nanos.addAndGet(1_000_000_000L);

        assertThat(schemas.byId(ID)).isInstanceOf(Writer.Known.class);
    }

    @Test
    void shouldNotChargeForSchemasThatAreThere() {
        WriterSchemas schemas = answeringIn(30_000);

        assertThat(schemas.byId(ID)).isInstanceOf(Writer.Known.class);
        schemas.byId(8);

        assertThat(asked).hasValue(2);
    }
}
