package dev.holdfast.schemas;

import dev.holdfast.schemas.WriterSchemas.Writer;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The versions of a topic's values as the registry's client has them. Made once: every task of an evaluator asks for them when it starts. Apart from {@link SchemaHistory},
 * which those read as well who have no such client: a stranger who verifies a proof.
 */
final class RegistrySchemas {
    private static final Map<Topic, RegistrySchemas> ALL = new EnumMap<>(Topic.class);

    static {
        for (Topic topic : Topic.values()) {
            ALL.put(topic, new RegistrySchemas(SchemaHistory.of(topic)));
        }
    }

    private final Map<AvroSchema, Writer.Known> versions = new LinkedHashMap<>();
    private final AvroSchema newest;

    private RegistrySchemas(SchemaHistory history) {
        history.fingerprints()
                .forEach((fingerprint, schema) ->
                        versions.put(new AvroSchema(schema), new Writer.Known(schema.getFullName(), fingerprint)));
        this.newest = new AvroSchema(history.newest());
    }

    static RegistrySchemas of(Topic topic) {
        return Objects.requireNonNull(ALL.get(topic), "there are those of every topic");
    }

    /** The versions, oldest first, and what each is to who reads values of it. */
    Map<AvroSchema, Writer.Known> versions() {
        return Collections.unmodifiableMap(versions);
    }

    /** The newest version. */
    AvroSchema newest() {
        return newest;
    }
}
