package dev.holdfast.topology.process;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Signs what the evaluator says. Immutable. */
record EvaluatorSignature(SigningKey key, String trustDomain) {
    /** The headers of a record with this key and this value, which is in the wire format and has the topic's own schema. */
    Headers over(Topic topic, String recordKey, byte[] value) {
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value), "the serializer writes the wire format");
        var content = new SignedContent(trustDomain, topic.logicalName(), recordKey, topic.fingerprint(), wire.body());
        return new RecordHeaders().add(RecordSignature.HEADER, key.sign(content).header());
    }
}
