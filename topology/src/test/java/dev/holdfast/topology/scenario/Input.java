package dev.holdfast.topology.scenario;

import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.RecordSignature;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** A record on its way to the evaluator. The methods return changed copies, the way an adversary or a broken producer would change it. */
public record Input(Topic topic, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {

    public Input withKey(byte @Nullable [] otherKey) {
        return new Input(topic, otherKey, value, headers);
    }

    public Input withValue(byte @Nullable [] otherValue) {
        return new Input(topic, key, otherValue, headers);
    }

    public Input onTopic(Topic otherTopic) {
        return new Input(otherTopic, key, value, headers);
    }

    public Input unsigned() {
        return new Input(topic, key, value, List.of());
    }

    /** With one header more, under the signature's name. */
    public Input alsoSigned(byte @Nullable [] headerValue) {
        return withHeader(RecordSignature.HEADER, headerValue);
    }

    public Input withHeader(String name, byte @Nullable [] headerValue) {
        var more = new ArrayList<>(headers);
        more.add(new RecordHeader(name, headerValue));
        return new Input(topic, key, value, more);
    }

    /** The value of its first header. */
    public byte[] signature() {
        return headers.get(0).value();
    }
}
