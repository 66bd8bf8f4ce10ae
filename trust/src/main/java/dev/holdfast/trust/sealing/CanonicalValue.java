package dev.holdfast.trust.sealing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one text of a fact's value, by which a commitment is made: JSON without spaces, the names of an object sorted as RFC 8785 has them, whole numbers in full. */
final class CanonicalValue {
    private CanonicalValue() {}

    /**
     * The text.
     *
     * @param value as a {@link dev.holdfast.record.FactValue} has it
     * @throws IllegalArgumentException when no fact has such a value
     */
    static String of(@Nullable Object value) {
        var text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long) {
            text.append(value);
        } else if (value instanceof CharSequence characters) {
            quote(text, characters);
        } else if (value instanceof List<?> list) {
            text.append('[');
            String separator = "";
            for (Object element : list) {
                append(text.append(separator), element);
                separator = ",";
            }
            text.append(']');
        } else if (value instanceof Map<?, ?> map) {
            var sorted = new TreeMap<String, Object>();
            map.forEach((name, each) -> sorted.put(name.toString(), each));
            text.append('{');
            String separator = "";
            for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                quote(text.append(separator), entry.getKey());
                append(text.append(':'), entry.getValue());
                separator = ",";
            }
            text.append('}');
        } else {
            throw new IllegalArgumentException("expected a value that a fact may have, found another");
        }
    }

    private static void quote(StringBuilder text, CharSequence characters) {
        text.append('"');
        for (int i = 0; i < characters.length(); i++) {
            char each = characters.charAt(i);
            switch (each) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (each < ' ') {
                        text.append(String.format("\\u%04x", (int) each));
                    } else {
                        text.append(each);
                    }
                }
            }
        }
        text.append('"');
    }
}
