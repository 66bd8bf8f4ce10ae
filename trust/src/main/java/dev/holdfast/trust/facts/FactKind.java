package dev.holdfast.trust.facts;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How facts of one kind are made of their properties. Any thread. */
public final class FactKind<F extends Record> {
    private static final ClassValue<FactKind<?>> KINDS = new ClassValue<>() {
        @Override
        protected FactKind<?> computeValue(Class<?> type) {
            return new FactKind<>(type.asSubclass(Record.class));
        }
    };

    private final Class<F> type;
    private final RecordComponent[] properties;
    private final Constructor<F> constructor;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] placesByName;
    private final Object[] blank;

    private FactKind(Class<F> type) {
        this.type = type;
        this.properties = type.getRecordComponents();
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(properties).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record has a constructor of its components", e);
        }
        for (int place = 0; place < properties.length; place++) {
            places.put(properties[place].getName(), place);
        }
        this.placesByName = places.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .mapToInt(Map.Entry::getValue)
                .toArray();
        this.blank = Arrays.stream(properties)
                .map(property -> blank(property.getType()))
                .toArray();
    }

    /** The kind of facts that a record stands for. */
    @SuppressWarnings("unchecked") // computed from that very class
    public static <F extends Record> FactKind<F> of(Class<F> type) {
        return (FactKind<F>) KINDS.get(type);
    }

    /** Facts with these properties, by name; of all others nothing is known: empty texts, numbers of 0, the first of the constants. */
    public F with(Map<String, Object> known) {
        Object[] values = values();
        known.forEach((name, value) -> {
            Integer place = place(name);
            if (place == null) {
                throw new IllegalArgumentException(
                        "expected a property of " + type.getSimpleName() + ", found `" + name + "`");
            }
            values[place] = value;
        });
        return of(values);
    }

    /** Values of all properties of which nothing is known, in the order of the record. */
    Object[] values() {
        return blank.clone();
    }

    /** The property of that name; null when there is none. */
    @Nullable
    Integer place(String name) {
        return places.get(name);
    }

    /**
     * The same, for one who goes through names in their order: no need to look where it is expected.
     *
     * @param expected how many names come before it, if all are there
     */
    @Nullable
    Integer place(int expected, String name) {
        if (expected < placesByName.length
                && properties[placesByName[expected]].getName().equals(name)) {
            return placesByName[expected];
        }
        return place(name);
    }

    RecordComponent property(int place) {
        return properties[place];
    }

    /** Facts with these values, in the order of the record. */
    F of(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot make facts of " + type.getSimpleName(), e);
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
