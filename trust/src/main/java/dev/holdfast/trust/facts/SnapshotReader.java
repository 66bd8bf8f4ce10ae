package dev.holdfast.trust.facts;

import dev.holdfast.record.Commitment;
import dev.holdfast.record.FactValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts back that {@link FactSnapshot} wrote down. Properties that an earlier version did not know are blank, those of a later one are passed
 * over; who must have exactly what was written writes the facts down again and compares.
 */
public final class SnapshotReader {
    private SnapshotReader() {}

    /**
     * The facts in a snapshot.
     *
     * @throws MalformedFacts when a property has a value of another type than facts of this kind have
     */
    public static <F extends Record> F read(Class<F> type, List<FactValue> snapshot) throws MalformedFacts {
        FactKind<F> kind = FactKind.of(type);
        Object[] values = kind.values();
        int expected = 0;
        for (FactValue written : snapshot) {
            Integer place = kind.place(expected++, written.getName());
            if (place != null) {
                values[place] = value(kind.property(place), written.getValue());
            }
        }
        return kind.of(values);
    }

    private static Object value(RecordComponent property, @Nullable Object written) throws MalformedFacts {
        Class<?> type = property.getType();
        if (written instanceof Commitment) {
            throw new MalformedFacts("expected property `" + property.getName()
                    + "` of the facts to be shown, found it sealed; it takes its opening to judge by it");
        }
        if (type == boolean.class && written instanceof Boolean) {
            return written;
        } else if (type == long.class && written instanceof Long) {
            return written;
        } else if (type == int.class && written instanceof Long number && number == number.intValue()) {
            return number.intValue();
        } else if (type == String.class && written instanceof CharSequence text) {
            return text.toString();
        } else if (type.isEnum() && written instanceof CharSequence name) {
            return constant(property, name.toString());
        } else if (type == List.class && written instanceof List<?> list) {
            return list.isEmpty()
                    ? List.of()
                    : list.stream().map(Object::toString).toList();
        } else if (written instanceof Map<?, ?> map && property.getGenericType() instanceof ParameterizedType generic) {
            return sorted(property, map, generic.getActualTypeArguments()[1]);
        }
        throw unexpected(property, written);
    }

    private static Object constant(RecordComponent property, String name) throws MalformedFacts {
        for (Object constant : property.getType().getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw unexpected(property, name);
    }

    private static SortedMap<String, Object> sorted(RecordComponent property, Map<?, ?> written, Type valueType)
            throws MalformedFacts {
        if (written.isEmpty()) {
            return Collections.emptySortedMap();
        }
        var sorted = new TreeMap<String, Object>();
        for (Map.Entry<?, ?> entry : written.entrySet()) {
            Object value = entry.getValue();
            if (valueType == Long.class && value instanceof Long) {
                sorted.put(entry.getKey().toString(), value);
            } else if (valueType == String.class && value instanceof CharSequence text) {
                sorted.put(entry.getKey().toString(), text.toString());
            } else {
                throw unexpected(property, value);
            }
        }
        return sorted;
    }

    private static MalformedFacts unexpected(RecordComponent property, @Nullable Object written) {
        return new MalformedFacts("expected property `" + property.getName() + "` of the facts to be "
                + property.getGenericType().getTypeName().replaceAll("[a-z]+\\.", "") + ", found `" + written + "`");
    }
}
