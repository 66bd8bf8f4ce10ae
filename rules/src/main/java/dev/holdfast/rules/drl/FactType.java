package dev.holdfast.rules.drl;

import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of fact that rules may be about: what it is called, what can be read of it, and whom its rules call.
 *
 * @param properties by name
 * @param calls by name: those that read a fact with texts or numbers as arguments
 * @param collector the global that rules about it call
 * @param collectorClass its class, by full name
 * @param actions what may be called there
 */
public record FactType(
        Class<? extends Record> fact,
        SortedMap<String, ValueType> properties,
        SortedMap<String, Call> calls,
        String collector,
        String collectorClass,
        Set<String> actions) {

    /** What can be called on a fact. */
    public record Call(List<ValueType> parameters, ValueType result) {}

    private static final List<FactType> ALL = List.of(
            of(ExecutionFacts.class, "findings", "dev.holdfast.rules.Findings", Set.of("pause", "halt")),
            of(AdmissionFacts.class, "admission", "dev.holdfast.rules.AdmissionNotes", Set.of("admit", "deny")));

    private static final Map<String, Class<?>> CHOICES = ALL.stream()
            .flatMap(type -> type.properties.values().stream())
            .filter(type -> type.is(ValueType.Kind.CHOICE))
            .map(ValueType::choices)
            .distinct()
            .collect(Collectors.toMap(Class::getSimpleName, each -> each, (one, same) -> one, TreeMap::new));

    /** All there are. */
    public static List<FactType> all() {
        return ALL;
    }

    /** The kind of that name. */
    static Optional<FactType> named(@Nullable String name) {
        return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** Classes of constants that properties hold, by simple name. */
    static Map<String, Class<?>> choices() {
        return CHOICES;
    }

    /** As patterns name it. */
    public String name() {
        return fact.getSimpleName();
    }

    private static FactType of(
            Class<? extends Record> fact, String collector, String collectorClass, Set<String> actions) {
        var properties = new TreeMap<String, ValueType>();
        for (RecordComponent component : fact.getRecordComponents()) {
            ValueType.of(component.getGenericType()).ifPresent(type -> properties.put(component.getName(), type));
        }
        var calls = new TreeMap<String, Call>();
        for (Method method : fact.getDeclaredMethods()) {
            callOf(method).ifPresent(call -> calls.put(method.getName(), call));
        }
        return new FactType(
                fact,
                Collections.unmodifiableSortedMap(properties),
                Collections.unmodifiableSortedMap(calls),
                collector,
                collectorClass,
                actions);
    }

    private static Optional<Call> callOf(Method method) {
        int modifiers = method.getModifiers();
        List<ValueType> parameters = Arrays.stream(method.getGenericParameterTypes())
                .flatMap(type -> ValueType.of(type).stream())
                .filter(type -> type.equals(ValueType.TEXT) || type.equals(ValueType.NUMBER))
                .toList();
        boolean readable = Modifier.isPublic(modifiers)
                && !Modifier.isStatic(modifiers)
                && method.getParameterCount() > 0
                && parameters.size() == method.getParameterCount();
        return readable
                ? ValueType.of(method.getGenericReturnType()).map(result -> new Call(parameters, result))
                : Optional.empty();
    }
}
