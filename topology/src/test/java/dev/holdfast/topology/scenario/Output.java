package dev.holdfast.topology.scenario;

import dev.holdfast.schemas.Topic;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record the evaluator wrote. */
public record Output(
        Topic topic, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, long timestamp) {

    /** Every byte of it in text, for comparison. */
    public String image() {
        var text = new StringBuilder(topic.logicalName())
                .append('@')
                .append(timestamp)
                .append(' ')
                .append(hex(key))
                .append(' ')
                .append(hex(value));
        for (Header header : headers) {
            text.append(' ').append(header.key()).append('=').append(hex(header.value()));
        }
        return text.toString();
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }
}
