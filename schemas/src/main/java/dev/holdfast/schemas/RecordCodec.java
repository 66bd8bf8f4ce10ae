package dev.holdfast.schemas;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into the bytes that travel, and back, in Confluent's wire format and by the ids of Confluent's registry client. Reads and
 * writes with Avro alone: Confluent's serializer asks the client for the id of every single record, which takes longer than writing it, and its deserializer looks a
 * schema up three times by names that are put together anew. Schemas are never registered on the way: that is {@link SchemaDeployment}'s. One thread at a time.
 */
public final class RecordCodec implements AutoCloseable {
    private static final int USUAL_BYTES = 2048;
    private static final byte[] NO_BODY = {};

    private final SchemaRegistryClient registry;
    private final TopicNames names;
    private final WriterSchemas writerSchemas;
    private final Map<Topic, Writing> writings = new EnumMap<>(Topic.class);
    private final Map<Topic, Map<Integer, SpecificDatumReader<Object>>> readers = new EnumMap<>(Topic.class);
    private @Nullable BinaryDecoder decoder;
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
        private final RecordWriter<SpecificRecord> writer;

        private Writing(int schemaId, Topic topic) {
            this.prefix = WireFormat.join(schemaId, NO_BODY);
            this.writer = new RecordWriter<>(topic.schema());
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
        WireFormat wire = WireFormat.parse(value);
        if (wire == null) {
            throw new SerializationException("expected Confluent's wire format on `" + names.of(topic)
                    + "` (a byte 0, a schema id of 4 bytes, the Avro body), found other bytes");
        }
        SpecificDatumReader<Object> reader = readers.computeIfAbsent(topic, one -> new HashMap<>())
                .computeIfAbsent(wire.schemaId(), id -> reader(topic, id));
        try {
            int start = value.length - wire.body().remaining();
            decoder = DecoderFactory.get().binaryDecoder(value, start, value.length - start, decoder);
            Object decoded = reader.read(null, decoder);
            if (!type.isInstance(decoded)) {
                throw new SerializationException(
                        "expected a " + type.getSimpleName() + " on `" + names.of(topic) + "`");
            }
            return type.cast(decoded);
        } catch (SerializationException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro reports hostile bytes by whatever happens to go wrong first.
            throw new SerializationException("the value is not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private SpecificDatumReader<Object> reader(Topic topic, int id) {
        ParsedSchema written;
        try {
            written = registry.getSchemaBySubjectAndId(names.subjectOf(topic), id);
        } catch (IOException | RestClientException e) {
            throw new SerializationException(
                    "cannot find schema " + id + " of `" + names.of(topic) + "`: " + e.getMessage(), e);
        }
        Schema wanted = topic.schema();
        if (!(written.rawSchema() instanceof Schema writer)
                || !writer.getFullName().equals(wanted.getFullName())) {
            throw new SerializationException("expected a record of `" + wanted.getFullName() + "` on `"
                    + names.of(topic) + "`, found one of `" + written.name() + "`");
        }
        return new SpecificDatumReader<>(writer, wanted);
    }

    /** The schemas by which values were written. */
    public WriterSchemas writerSchemas() {
        return writerSchemas;
    }

    /** What the topics are called. */
    public TopicNames names() {
        return names;
    }

    /** Nothing is held but what the registry's client, which is not the codec's, has answered. */
    @Override
    public void close() {}
}
