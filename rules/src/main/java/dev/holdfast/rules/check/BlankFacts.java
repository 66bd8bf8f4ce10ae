package dev.holdfast.rules.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Facts of which nothing is known: empty texts, numbers of 0, and the first of the constants. */
final class BlankFacts {
    private BlankFacts() {}

    static <F extends Record> F of(Class<F> kind) {
        return with(kind, Map.of());
    }

    /** With these properties, by name. */
    static <F extends Record> F with(Class<F> kind, Map<String, Object> known) {
        RecordComponent[] components = kind.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> known.getOrDefault(component.getName(), blank(component.getType())))
                .toArray();
        try {
            return kind.getDeclaredConstructor(types).newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("cannot make blank facts of " + kind.getSimpleName(), e);
        }
    }

    private static Object blank(Class<?> type) {
        if (type == String.class) {
            return "";
        } else if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 0;
        } else if (type == long.class) {
            return 0L;
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type.isAssignableFrom(List.class)) {
            return List.of();
        }
        return Collections.emptySortedMap();
    }
}
