package dev.holdfast.schemas.connection;

import dev.holdfast.schemas.WriterSchemas;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.Optional;

/**
 * Reads Avro schemas for the registry's client. One that cannot be read is told from a registry that does not answer: by itself the client
 * says {@link java.io.IOException} to both, and whoever then asks again until there is an answer never stops.
 */
public final class ReadableSchemas extends AvroSchemaProvider {
    /** @throws WriterSchemas.UnreadableSchema when the text is no Avro schema */
    @Override
    public Optional<ParsedSchema> parseSchema(Schema schema, boolean isNew, boolean normalize) {
        try {
            return Optional.of(parseSchemaOrElseThrow(schema, isNew, normalize));
        } catch (RuntimeException e) {
            throw new WriterSchemas.UnreadableSchema(e);
        }
    }
}
