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

/** Writes facts down, property by property in the order of their names, as evidence holds them. */
public final class FactSnapshot {
    private static final RecordComponent[] PROPERTIES = properties();

    private FactSnapshot() {}

    /** Names of all properties, sorted. */
    public static List<String> propertyNames() {
        return Arrays.stream(PROPERTIES).map(RecordComponent::getName).toList();
    }

    /** All properties with their values. */
    public static List<FactValue> of(ExecutionFacts facts) {
        var values = new ArrayList<FactValue>(PROPERTIES.length);
        for (RecordComponent property : PROPERTIES) {
            values.add(new FactValue(property.getName(), plain(read(property, facts))));
        }
        return values;
    }

    /** One property in text; null when there is no property of that name. */
    public static @Nullable String textOf(ExecutionFacts facts, String propertyName) {
        for (RecordComponent property : PROPERTIES) {
            if (property.getName().equals(propertyName)) {
                return String.valueOf(plain(read(property, facts)));
            }
        }
        return null;
    }

    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }
        return value;
    }

    private static Object read(RecordComponent property, ExecutionFacts facts) {
        try {
            return property.getAccessor().invoke(facts);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read property `" + property.getName() + "` of the facts", e);
        }
    }

    private static RecordComponent[] properties() {
        RecordComponent[] properties = ExecutionFacts.class.getRecordComponents();
        Arrays.sort(properties, Comparator.comparing(RecordComponent::getName));
        return properties;
    }
}
