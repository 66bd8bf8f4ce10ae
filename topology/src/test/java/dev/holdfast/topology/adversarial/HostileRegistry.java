package dev.holdfast.topology.adversarial;

import dev.holdfast.schemas.connection.ReadableSchemas;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** A registry in which others have registered what they liked; what is theirs is read by the registry's genuine client. */
final class HostileRegistry extends MockSchemaRegistryClient {
    private final CachedSchemaRegistryClient genuine = new CachedSchemaRegistryClient(
            new RestService("http://unused.invalid") {
                @Override
                public SchemaString getId(int id, String subject) throws RestClientException {
                    return entry(id).answer();
                }
            },
            100,
            List.of(new ReadableSchemas()),
            Map.of(),
            Map.of());

    /** What stands in it. Every one but the first three passes for a newer version of the heartbeat's schema. */
    enum Entry {
        PROTOBUF("PROTOBUF", "syntax = \"proto3\"; message M { int32 a = 1; }"),
        JSON_SCHEMA("JSON", "{}"),
        UNREADABLE("AVRO", "{\"type\":\"nothing\"}"),
        DEEP("AVRO", heartbeat("{\"type\":\"array\",\"items\":".repeat(5_000) + "\"long\"" + "}".repeat(5_000))),
        ENDLESS("AVRO", heartbeat(record("R", "\"R\""))),
        LIST("AVRO", heartbeat(record("R", "[\"null\",\"R\"]"))),
        DOUBLING("AVRO", heartbeat(doubling(40))),
        NULLS("AVRO", heartbeat("{\"type\":\"array\",\"items\":\"null\"}")),
        EMPTY_RECORDS(
                "AVRO", heartbeat("{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}}"));

        private static final int FIRST_ID = 90_000;

        private final String type;
        private final String text;

        Entry(String type, String text) {
            this.type = type;
            this.text = text;
        }

        int id() {
            return FIRST_ID + ordinal();
        }

        /** What a signature over a value by this schema covers; 0 for one that is no schema. */
        long fingerprint() {
            return switch (this) {
                case PROTOBUF, JSON_SCHEMA, UNREADABLE, DEEP -> 0;
                default -> SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(text));
            };
        }

        private SchemaString answer() {
            var schema = new SchemaString(text);
            schema.setSchemaType(type);
            return schema;
        }
    }

    private static Entry entry(int id) throws RestClientException {
        return Stream.of(Entry.values())
                .filter(entry -> entry.id() == id)
                .findFirst()
                .orElseThrow(() -> new RestClientException("not found", 404, 40403));
    }

    @Override
    public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
        return id < Entry.FIRST_ID ? super.getSchemaById(id) : genuine.getSchemaById(id);
    }

    @Override
    public ParsedSchema getSchemaBySubjectAndId(String subject, int id) throws IOException, RestClientException {
        return id < Entry.FIRST_ID
                ? super.getSchemaBySubjectAndId(subject, id)
                : genuine.getSchemaBySubjectAndId(subject, id);
    }

    /** A heartbeat with one field more, before the ones it must have. */
    private static String heartbeat(String type) {
        return "{\"type\":\"record\",\"name\":\"Heartbeat\",\"namespace\":\"dev.holdfast.record\",\"fields\":["
                + "{\"name\":\"more\",\"type\":" + type + "},"
                + "{\"name\":\"sequence\",\"type\":\"long\"},"
                + "{\"name\":\"executorInstance\",\"type\":\"string\"},"
                + "{\"name\":\"sentAt\",\"type\":\"long\"}]}";
    }

    private static String record(String name, String type) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[{\"name\":\"a\",\"type\":" + type + "}]}";
    }

    /** Records of two fields each, the last one empty: 2^levels records in no byte at all. */
    private static String doubling(int levels) {
        String type = "{\"type\":\"record\",\"name\":\"R" + levels + "\",\"fields\":[]}";
        for (int level = levels; level > 0; level--) {
            type = record("R" + (level - 1), type)
                    .replaceFirst("]}$", ",{\"name\":\"b\",\"type\":\"R" + level + "\"}]}");
        }
        return type;
    }
}
