package dev.holdfast.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into the bytes that travel, and back, in Confluent's wire format and by the ids of Confluent's registry client. Reads with
 * Confluent's deserializer. Writes with Avro alone: Confluent's serializer asks the client for the id of every single record, which takes
 * longer than writing it. Schemas are never registered on the way: that is {@link SchemaDeployment}'s. One thread at a time.
 */
public final class RecordCodec implements AutoCloseable {
    private static final int USUAL_BYTES = 2048;
    private static final byte[] NO_BODY = {};

    private final SchemaRegistryClient registry;
    private final TopicNames names;
    private final WriterSchemas writerSchemas;
    private final Map<Topic, Writing> writings = new EnumMap<>(Topic.class);
    private final KafkaAvroDeserializer deserializer;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(USUAL_BYTES);
    private @Nullable BinaryEncoder encoder;

    /** @param registry stays the caller's to close */
    public RecordCodec(SchemaRegistryClient registry, TopicNames names) {
        this(registry, names, new UnknownSchemas());
    }

    /**
     * One of several codecs that together ask for unknown schemas.
     *
     * @param registry stays the caller's to close
     */
    public RecordCodec(SchemaRegistryClient registry, TopicNames names, UnknownSchemas unknown) {
        GeneratedClasses.trust();
        this.registry = registry;
        this.names = names;
        this.writerSchemas = new WriterSchemas(registry, unknown);
        // The serializers insist on an address; the client that is handed in is the one they use. Rules of the registry
        // are none of ours, and looking for their code on the class path took a third of a task's start.
        Map<String, Object> config = Map.of(
                AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG, "http://unused.invalid",
                AbstractKafkaSchemaSerDeConfig.AUTO_REGISTER_SCHEMAS, false,
                AbstractKafkaSchemaSerDeConfig.RULE_SERVICE_LOADER_ENABLE, false,
                KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
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
            RegistrySchemas.of(topic).versions().forEach((version, known) -> {
                int id = idOf(topic, version);
                writerSchemas.know(id, known);
                writerSchemas.makeReadable(names.subjectOf(topic), id);
            });
        }
    }

    /**
     * The value in Confluent's wire format.
     *
     * @throws SerializationException when the schema is not registered (run {@code holdfast topics create}) or the registry does not
     *     answer (try again)
     */
    public byte[] encode(Topic topic, SpecificRecord value) {
        if (!value.getSchema().equals(topic.schema())) {
            throw new IllegalArgumentException(
                    "expected a record of `" + topic.schema().getFullName() + "`, found one of `"
                            + value.getSchema().getFullName() + "`");
        }
        Writing writing = writings.computeIfAbsent(
                topic, one -> new Writing(idOf(one, RegistrySchemas.of(one).newest()), one));
        written.reset();
        // Anew, whatever a record that could not be written left in it.
        encoder = EncoderFactory.get().binaryEncoder(written, encoder);
        try {
            written.write(writing.prefix);
            writing.writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a record for `" + names.of(topic) + "` cannot be encoded", e);
        }
        return written.toByteArray();
    }

    /** How a topic's records are written: by the schema of their generated class, under its id in the registry. */
    private static final class Writing {
        private final byte[] prefix;
        private final SpecificDatumWriter<SpecificRecord> writer;

        private Writing(int schemaId, Topic topic) {
            this.prefix = WireFormat.join(schemaId, NO_BODY);
            this.writer = new SpecificDatumWriter<>(topic.schema());
        }
    }

    /**
     * A value around a body that somebody else has written and signed.
     *
     * @param writer the schema by which it was written
     * @throws SerializationException when the schema is not registered, or the registry does not answer
     */
    public byte[] enclose(Topic topic, Schema writer, byte[] body) {
        return WireFormat.join(idOf(topic, new AvroSchema(writer)), body);
    }

    private int idOf(Topic topic, AvroSchema version) {
        try {
            return registry.getId(names.subjectOf(topic), version);
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
