package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** What the project relies on in a registry, seen through Confluent's client. */
abstract class RegistryContract {
    private static final int UNKNOWN_ID = 987_654_321;

    private static final Schema FIRST = SchemaBuilder.record("Reading")
            .namespace("dev.holdfast.contract")
            .fields()
            .requiredString("name")
            .endRecord();

    /** Neither reads what the other writes: the type of the field differs. */
    private static final Schema INCOMPATIBLE = SchemaBuilder.record("Reading")
            .namespace("dev.holdfast.contract")
            .fields()
            .requiredInt("name")
            .endRecord();

    private static final Schema WITH_OPTIONAL = SchemaBuilder.record("Reading")
            .namespace("dev.holdfast.contract")
            .fields()
            .requiredString("name")
            .optionalLong("count")
            .endRecord();

    private final String topic = "contract-" + UUID.randomUUID();
    private final String subject = topic + "-value";

    @Test
    void shouldGiveBackWhatWasRegisteredUnderTheSameId(Cluster cluster) throws Exception {
        int id = client(cluster).register(subject, new AvroSchema(FIRST));

        assertThat(client(cluster).getSchemaById(id).rawSchema()).isEqualTo(FIRST);
        assertThat(client(cluster).register(subject, new AvroSchema(FIRST))).isEqualTo(id);
    }

    @Test
    void shouldTakeACompatibleSchemaAndRefuseAnIncompatibleOneWith409(Cluster cluster) throws Exception {
        client(cluster).register(subject, new AvroSchema(FIRST));
        client(cluster).register(subject, new AvroSchema(WITH_OPTIONAL));

        assertThatExceptionOfType(RestClientException.class)
                .isThrownBy(() -> client(cluster).register(subject, new AvroSchema(INCOMPATIBLE)))
                .satisfies(e -> assertThat(e.getStatus()).isEqualTo(409));
        assertThat(client(cluster).getAllVersions(subject)).hasSize(2);
    }

    @Test
    void shouldSayThatAnIdIsUnknown(Cluster cluster) {
        assertThatExceptionOfType(RestClientException.class)
                .isThrownBy(() -> client(cluster).getSchemaById(UNKNOWN_ID))
                .satisfies(e -> {
                    assertThat(e.getStatus()).isEqualTo(404);
                    assertThat(e.getErrorCode()).isEqualTo(40403);
                });
    }

    @Test
    void shouldBeFullyTransitivelyCompatible(Cluster cluster) throws Exception {
        assertThat(client(cluster).getCompatibility(null)).isEqualTo("FULL_TRANSITIVE");
    }

    @Test
    void shouldCarryARecordWithASchemaThatIsRegistered(Cluster cluster) throws Exception {
        int id = client(cluster).register(subject, new AvroSchema(FIRST));
        GenericRecord record =
                new GenericRecordBuilder(FIRST).set("name", "one").build();
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
                KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            serializer.configure(serdeSettings(cluster), false);
            deserializer.configure(serdeSettings(cluster), false);

            byte[] bytes = serializer.serialize(topic, record);
            GenericRecord back = (GenericRecord) deserializer.deserialize(topic, bytes);

            assertThat(ByteBuffer.wrap(bytes).get()).isZero();
            assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
            assertThat(GenericData.get().compare(back, record, FIRST)).isZero();
        }
    }

    @Test
    void shouldNotRegisterASchemaByTheWay(Cluster cluster) {
        GenericRecord record =
                new GenericRecordBuilder(FIRST).set("name", "one").build();
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
            serializer.configure(serdeSettings(cluster), false);

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> serializer.serialize(topic, record));
        }
    }

    /** A new one each time: its cache must not answer for the registry. */
    private static SchemaRegistryClient client(Cluster cluster) {
        return new CachedSchemaRegistryClient(cluster.registryUrl(), 10);
    }

    private static Map<String, Object> serdeSettings(Cluster cluster) {
        return Map.of("schema.registry.url", cluster.registryUrl(), "auto.register.schemas", false);
    }
}
