package dev.holdfast.scenarios.play;

import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes records as issuers, operators and executors make them. */
final class Signing {
    static final String TRUST_DOMAIN = "scenarios.holdfast.example";

    private final RecordCodec codec;

    Signing(RecordCodec codec) {
        this.codec = codec;
    }

    /** A record on its way to the evaluator. */
    @SuppressWarnings("ArrayRecordComponent")
    record Letter(Topic topic, byte[] key, byte[] value, List<Header> headers) {}

    Letter sign(Topic topic, String key, SpecificRecord record, SigningKey signer) {
        byte[] value = codec.encode(topic, record);
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value));
        var content = new SignedContent(TRUST_DOMAIN, topic.logicalName(), key, topic.fingerprint(), wire.body());
        return letter(topic, key, value, signer.sign(content).header());
    }

    /** A record whose body somebody else has signed, as its bytes are. */
    Letter signed(Topic topic, String key, ByteBuffer body, ByteBuffer signature) {
        return letter(
                topic, key, codec.enclose(topic, SchemaHistory.of(topic).newest(), bytes(body)), bytes(signature));
    }

    private static Letter letter(Topic topic, String key, byte[] value, byte[] signature) {
        return new Letter(
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                List.of(new RecordHeader(RecordSignature.HEADER, signature)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
