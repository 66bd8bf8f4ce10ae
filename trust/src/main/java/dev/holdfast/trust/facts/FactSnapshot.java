package dev.holdfast.trust.facts;

import dev.holdfast.record.FactValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes facts down, those of an execution or of a request, property by property in the order of their names, as evidence holds them; {@link
 * SnapshotReader} reads them back.
 */
public final class FactSnapshot {
    private static final ClassValue<RecordComponent[]> PROPERTIES = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            RecordComponent[] properties = type.getRecordComponents();
            Arrays.sort(properties, Comparator.comparing(RecordComponent::getName));
            return properties;
        }
    };

    private FactSnapshot() {}

    /** Names of all properties of a kind of facts, sorted. */
    public static List<String> propertyNames(Class<? extends Record> kind) {
        return Arrays.stream(PROPERTIES.get(kind)).map(RecordComponent::getName).toList();
    }

    /** All properties with their values. */
    public static List<FactValue> of(Record facts) {
        RecordComponent[] properties = PROPERTIES.get(facts.getClass());
        var values = new ArrayList<FactValue>(properties.length);
        for (RecordComponent property : properties) {
            values.add(new FactValue(property.getName(), plain(read(property, facts))));
        }
        return values;
    }

    /** One property in text; null when there is no property of that name. */
    public static @Nullable String textOf(Record facts, String propertyName) {
        for (RecordComponent property : PROPERTIES.get(facts.getClass())) {
            if (property.getName().equals(propertyName)) {
                return String.valueOf(text(read(property, facts)));
            }
        }
        return null;
    }

    private static Object text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }
        return plain(value);
    }

    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value;
    }

    private static Object read(RecordComponent property, Record facts) {
        try {
            return property.getAccessor().invoke(facts);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read property `" + property.getName() + "` of the facts", e);
        }
    }
}
