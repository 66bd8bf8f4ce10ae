package dev.holdfast.topology.scenario;

import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes records as issuers and executors make them. */
public final class Signing {
    public static final String TRUST_DOMAIN = "tests.holdfast.example";

    private final RecordCodec codec;

    public Signing(RecordCodec codec) {
        this.codec = codec;
    }

    public Input sign(Topic topic, String key, SpecificRecord record, SigningKey signer) {
        return sign(topic, key, record, signer, TRUST_DOMAIN);
    }

    /** Signed for a trust domain of the caller's choice. */
    public Input sign(Topic topic, String key, SpecificRecord record, SigningKey signer, String trustDomain) {
        byte[] value = codec.encode(topic, record);
        return signBytes(topic, key, value, signer, trustDomain);
    }

    /** The record without the last bytes of its body; the signature is a valid one over what is left. */
    public Input signCut(Topic topic, String key, SpecificRecord record, SigningKey signer, int bytesLess) {
        byte[] value = codec.encode(topic, record);
        return signBytes(topic, key, Arrays.copyOf(value, value.length - bytesLess), signer, TRUST_DOMAIN);
    }

    public Input unsigned(Topic topic, String key, SpecificRecord record) {
        return new Input(topic, key.getBytes(StandardCharsets.UTF_8), codec.encode(topic, record), List.of());
    }

    /** A value in the wire format of another topic's record. */
    public byte[] valueOf(Topic topic, SpecificRecord record) {
        return codec.encode(topic, record);
    }

    private Input signBytes(Topic topic, String key, byte[] value, SigningKey signer, String trustDomain) {
        WireFormat wire = WireFormat.parse(value);
        ByteBuffer body = wire == null ? ByteBuffer.wrap(value) : wire.body();
        RecordSignature signature =
                signer.sign(new SignedContent(trustDomain, topic.logicalName(), key, topic.fingerprint(), body));
        return new Input(
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                List.of(new RecordHeader(RecordSignature.HEADER, signature.header())));
    }
}
