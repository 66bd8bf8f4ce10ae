package dev.holdfast.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Turns records into the bytes that travel, and back, with Confluent's serializers. Schemas are never registered on the way
 * ({@code auto.register.schemas=false}): that is {@link SchemaDeployment}'s. One thread at a time.
 */
public final class RecordCodec implements AutoCloseable {
    private final SchemaRegistryClient registry;
    private final TopicNames names;
    private final WriterSchemas writerSchemas;
    private final KafkaAvroSerializer serializer;
    private final KafkaAvroDeserializer deserializer;

    /** @param registry stays the caller's to close */
    public RecordCodec(SchemaRegistryClient registry, TopicNames names) {
        GeneratedClasses.trust();
        this.registry = registry;
        this.names = names;
        this.writerSchemas = new WriterSchemas(registry, System::nanoTime);
        // The serializers insist on an address; the client that is handed in is the one they use.
        Map<String, Object> config = Map.of(
                AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG, "http://unused.invalid",
                AbstractKafkaSchemaSerDeConfig.AUTO_REGISTER_SCHEMAS, false,
                KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG, true,
                KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        this.serializer = new KafkaAvroSerializer(registry, config);
        this.deserializer = new KafkaAvroDeserializer(registry);
        this.deserializer.configure(config, false);
    }

    /**
     * Learns all there is to know of these topics' schemas, so that reading and writing them does not depend on a registry that answers.
     *
     * @throws SerializationException when a schema is not registered (run {@code holdfast topics create}) or the registry does not
     *     answer (try again)
     */
    public void prepare(Topic... topics) {
        for (Topic topic : topics) {
            for (Schema version : SchemaHistory.of(topic).versions()) {
                int id = idOf(topic, version);
                writerSchemas.byId(id);
                writerSchemas.makeReadable(names.subjectOf(topic), id);
            }
        }
    }

    /**
     * The value in Confluent's wire format.
     *
     * @throws SerializationException when the schema is not registered (run {@code holdfast topics create}) or the registry does not
     *     answer (try again)
     */
    public byte[] encode(Topic topic, SpecificRecord value) {
        byte[] bytes = serializer.serialize(names.of(topic), value);
        if (bytes == null) {
            throw new SerializationException("a record for `" + names.of(topic) + "` came out empty");
        }
        return bytes;
    }

    /**
     * A value around a body that somebody else has written and signed.
     *
     * @param writer the schema by which it was written
     * @throws SerializationException when the schema is not registered, or the registry does not answer
     */
    public byte[] enclose(Topic topic, Schema writer, byte[] body) {
        return WireFormat.join(idOf(topic, writer), body);
    }

    private int idOf(Topic topic, Schema version) {
        try {
            return registry.getId(names.subjectOf(topic), new AvroSchema(version));
        } catch (IOException | RestClientException e) {
            throw new SerializationException(
                    "cannot find the schema of `" + names.of(topic) + "`: " + e.getMessage(), e);
        }
    }

    /**
     * The record in a value.
     *
     * @throws SerializationException when the bytes are not such a record, or the registry does not know their schema
     */
    public <T extends SpecificRecord> T decode(Topic topic, byte[] value, Class<T> type) {
        try {
            Object decoded = deserializer.deserialize(names.of(topic), value);
            if (!type.isInstance(decoded)) {
                throw new SerializationException(
                        "expected a " + type.getSimpleName() + " on `" + names.of(topic) + "`");
            }
            return type.cast(decoded);
        } catch (SerializationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // Avro reports hostile bytes by whatever happens to go wrong first.
            throw new SerializationException("the value is not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** The schemas by which values were written. */
    public WriterSchemas writerSchemas() {
        return writerSchemas;
    }

    /** What the topics are called. */
    public TopicNames names() {
        return names;
    }

    @Override
    public void close() {
        // The serializers' own close would close the registry client, which is not theirs.
    }
}
