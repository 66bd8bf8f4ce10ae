package dev.holdfast.topology.process;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Signs what the evaluator says. Immutable. */
record EvaluatorSignature(SigningKey key, String trustDomain) {
    /** The headers of a record with this key and this value, which is in the wire format and has the topic's own schema. */
    Headers over(Topic topic, String recordKey, byte[] value) {
        return headers(key.sign(content(topic, recordKey, value)));
    }

    /** The headers of each of several records, in their order, for which one signature stands. */
    List<Headers> overAll(List<SignedContent> contents) {
        return key.signAll(contents).stream().map(EvaluatorSignature::headers).toList();
    }

    /** What is signed of a record with this key and this value, which is in the wire format and has the topic's own schema. */
    SignedContent content(Topic topic, String recordKey, byte[] value) {
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value), "the serializer writes the wire format");
        return new SignedContent(trustDomain, topic.logicalName(), recordKey, topic.fingerprint(), wire.body());
    }

    private static Headers headers(RecordSignature signature) {
        return new RecordHeaders().add(RecordSignature.HEADER, signature.header());
    }
}
