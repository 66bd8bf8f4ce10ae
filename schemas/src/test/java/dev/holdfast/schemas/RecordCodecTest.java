package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Deadline;
import dev.holdfast.record.Lease;
import dev.holdfast.record.Tick;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Instant;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final TopicNames NAMES = new TopicNames("test.");
    private static final Tick TICK = new Tick(Deadline.GRANT_END, Instant.ofEpochMilli(1_700_000_000_123L), 0L);

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private RecordCodec codec;

    @BeforeEach
    void deploy() {
        new SchemaDeployment(registry, NAMES).register();
        codec = new RecordCodec(registry, NAMES);
    }

    @Test
    void shouldReadBackWhatItWrote() {
        byte[] bytes = codec.encode(Topic.TICKS, TICK);

        assertThat(codec.decode(Topic.TICKS, bytes, Tick.class)).isEqualTo(TICK);
    }

    @Test
    void shouldNameTheWritersSchemaByItsFingerprint() {
        WireFormat wire = WireFormat.parse(codec.encode(Topic.TICKS, TICK));

        assertThat(wire).isNotNull();
        assertThat(codec.writerSchemas().byId(wire.schemaId()))
                .isEqualTo(new WriterSchemas.Writer.Known(
                        "dev.holdfast.record.Tick", SchemaNormalization.parsingFingerprint64(Tick.getClassSchema())));
    }

    @Test
    void shouldSayThatAnIdIsUnknown() {
        assertThat(codec.writerSchemas().byId(4711)).isInstanceOf(WriterSchemas.Writer.Unknown.class);
    }

    @Test
    void shouldNotRegisterASchemaOnTheWay() {
        var empty = new RecordCodec(new MockSchemaRegistryClient(), NAMES);

        assertThatThrownBy(() -> empty.encode(Topic.TICKS, TICK)).isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldRefuseARecordOfAnotherKind() {
        byte[] bytes = codec.encode(Topic.TICKS, TICK);

        assertThatThrownBy(() -> codec.decode(Topic.LEASES, bytes, Lease.class))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldRefuseACutRecord() {
        byte[] bytes = codec.encode(Topic.TICKS, TICK);
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 2);

        assertThatThrownBy(() -> codec.decode(Topic.TICKS, cut, Tick.class)).isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldNotTakeOtherFormatsForItsOwn() {
        assertThat(WireFormat.parse(new byte[0])).isNull();
        assertThat(WireFormat.parse(new byte[] {0, 1, 2, 3})).isNull();
        assertThat(WireFormat.parse("{\"json\":true}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isNull();
    }
}
