package dev.holdfast.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON for scripts: an object a line, its keys in the order given. */
public final class Json {
    private static final ObjectMapper COMPACT = new ObjectMapper();
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** On one line. */
    public static String line(Map<String, ?> object) {
        return write(COMPACT, object);
    }

    /** On several lines. */
    public static String pretty(Map<String, ?> object) {
        return write(PRETTY, object);
    }

    private static String write(ObjectMapper mapper, Map<String, ?> object) {
        try {
            return mapper.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write JSON", e);
        }
    }
}
