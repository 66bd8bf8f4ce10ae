package dev.holdfast.connect;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What a value of Connect's data model is, in words for a message. */
final class Kind {
    private Kind() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        } else if (value instanceof String) {
            return "text";
        } else if (value instanceof Number) {
            return "a number";
        } else if (value instanceof Boolean) {
            return "a truth value";
        } else if (value instanceof List<?>) {
            return "a list";
        } else if (value instanceof Map<?, ?> || value instanceof Struct) {
            return "an object";
        } else if (value instanceof byte[] || value instanceof ByteBuffer) {
            return "bytes";
        }
        return "a value of another kind";
    }
}
