package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.provider.MethodSource;

/** The first byte names the topic, the rest is a body by its newest schema. */
class RecordCodecFuzzTest {
    private static final Topic[] TOPICS = Topic.values();
    private static final RecordCodec CODEC = codec();

    private static RecordCodec codec() {
        var registry = new MockSchemaRegistryClient();
        var names = new TopicNames(TopicNames.DEFAULT_PREFIX);
        new SchemaDeployment(registry, names).register();
        return new RecordCodec(registry, names);
    }

    static Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(TOPICS).map(topic -> new byte[] {(byte) topic.ordinal(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                Stream.of(new byte[] {1, 2, 2, 'i', 0, 0, 0, 0, 0, -2, -1, -1, -1, 15}));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadARecordOrSayThatItIsNone(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Topic topic = TOPICS[Byte.toUnsignedInt(data[0]) % TOPICS.length];
        byte[] value = CODEC.enclose(topic, SchemaHistory.of(topic).newest(), Arrays.copyOfRange(data, 1, data.length));
        SpecificRecord record;
        try {
            record = CODEC.decode(topic, value, SpecificRecord.class);
        } catch (SerializationException none) {
            return;
        }
        byte[] again = CODEC.encode(topic, record);
        assertThat(CODEC.encode(topic, CODEC.decode(topic, again, SpecificRecord.class)))
                .isEqualTo(again);
    }
}
