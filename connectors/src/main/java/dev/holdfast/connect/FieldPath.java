package dev.holdfast.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The way to a field within nested objects, with a schema or without.
 *
 * @param names from the outermost inwards, 1 to {@link #DEPTH_MAXIMUM}, none empty
 */
record FieldPath(List<String> names) {
    /** Most names of a path. */
    static final int DEPTH_MAXIMUM = 32;

    FieldPath {
        names = List.copyOf(names);
    }

    /**
     * Reads names separated by dots; a name between backticks may have dots of its own.
     *
     * @throws ConfigException when a name is empty, a backtick stands alone, or there are too many names
     */
    static FieldPath parse(String text) {
        var names = new ArrayList<String>();
        int at = 0;
        while (true) {
            int end;
            if (text.startsWith("`", at)) {
                int closing = text.indexOf('`', at + 1);
                if (closing < 0) {
                    throw malformed(text, "a backtick that is not closed");
                }
                names.add(text.substring(at + 1, closing));
                end = closing + 1;
                if (end < text.length() && text.charAt(end) != '.') {
                    throw malformed(text, "`" + text.charAt(end) + "` after a closing backtick");
                }
            } else {
                int dot = text.indexOf('.', at);
                end = dot < 0 ? text.length() : dot;
                names.add(text.substring(at, end));
            }
            String name = names.get(names.size() - 1);
            if (name.isEmpty()) {
                throw malformed(text, "an empty name");
            }
            if (name.indexOf('`') >= 0) {
                throw malformed(text, "a backtick within a name");
            }
            if (names.size() > DEPTH_MAXIMUM) {
                throw malformed(text, "more than " + DEPTH_MAXIMUM + " names");
            }
            if (end == text.length()) {
                return new FieldPath(names);
            }
            at = end + 1;
        }
    }

    /**
     * What stands there; null when the field is there and empty.
     *
     * @throws NoExecutionId when an object on the way is missing or none; says which
     */
    @Nullable
    Object in(@Nullable Object value) throws NoExecutionId {
        Object found = value;
        for (int depth = 0; depth < names.size(); depth++) {
            String name = names.get(depth);
            if (found instanceof Struct struct) {
                Field field = struct.schema().field(name);
                found = field == null ? missing(depth) : struct.get(field);
            } else if (found instanceof Map<?, ?> map) {
                found = map.containsKey(name) ? map.get(name) : missing(depth);
            } else {
                throw new NoExecutionId("field `" + this + "`: expected an object at "
                        + (depth == 0 ? "the record's value" : "`" + new FieldPath(names.subList(0, depth)) + "`")
                        + ", found " + Kind.of(found));
            }
        }
        return found;
    }

    /** The path as it is configured. */
    @Override
    public String toString() {
        return names.stream()
                .map(name -> name.indexOf('.') < 0 ? name : "`" + name + "`")
                .collect(Collectors.joining("."));
    }

    private Object missing(int depth) throws NoExecutionId {
        throw new NoExecutionId("field `" + this + "`: expected a field `" + names.get(depth) + "`"
                + (depth == 0 ? "" : " in `" + new FieldPath(names.subList(0, depth)) + "`") + ", found none");
    }

    private static ConfigException malformed(String text, String found) {
        return new ConfigException("field path `" + text
                + "`: expected names separated by dots, a name with a dot between backticks; found " + found);
    }
}
