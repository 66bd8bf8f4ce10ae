package dev.holdfast.rules.drl;

import dev.holdfast.rules.drl.ValueType.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be read of a value. Nothing of it changes anything, or takes longer than the value is long. */
final class Members {
    private static final Map<String, FactType.Call> OF_TEXT = Map.of(
            "isEmpty", call(ValueType.TRUTH),
            "length", call(ValueType.NUMBER),
            "contains", call(ValueType.TRUTH, ValueType.TEXT),
            "startsWith", call(ValueType.TRUTH, ValueType.TEXT),
            "endsWith", call(ValueType.TRUTH, ValueType.TEXT));
    private static final Map<String, FactType.Call> OF_TEXTS = Map.of(
            "isEmpty", call(ValueType.TRUTH),
            "size", call(ValueType.NUMBER),
            "contains", call(ValueType.TRUTH, ValueType.TEXT));
    private static final Set<Kind> CAN_BE_EMPTY = Set.of(Kind.TEXT, Kind.TEXTS, Kind.TEXT_MAP, Kind.NUMBER_MAP);

    private Members() {}

    /** What can be called on a value, with the call's form. */
    static Map<String, FactType.Call> calls(ValueType type) {
        return switch (type.kind()) {
            case TEXT -> OF_TEXT;
            case TEXTS -> OF_TEXTS;
            case TEXT_MAP, NUMBER_MAP ->
                Map.of(
                        "isEmpty", call(ValueType.TRUTH),
                        "size", call(ValueType.NUMBER),
                        "containsKey", call(ValueType.TRUTH, ValueType.TEXT),
                        "get", call(valueOf(type), ValueType.TEXT));
            case FACT -> ofFact(type);
            case NUMBER, TRUTH, CHOICE, NOTHING -> Map.of();
        };
    }

    /** A property of a value: {@code empty} alone. */
    static Optional<ValueType> property(ValueType type, String name) {
        return name.equals("empty") && CAN_BE_EMPTY.contains(type.kind())
                ? Optional.of(ValueType.TRUTH)
                : Optional.empty();
    }

    /** What {@code map["key"]} gives; empty for what is no map. */
    static Optional<ValueType> indexed(ValueType type) {
        return type.is(Kind.TEXT_MAP) || type.is(Kind.NUMBER_MAP) ? Optional.of(valueOf(type)) : Optional.empty();
    }

    /** All names that can follow a value and a dot. */
    static Set<String> names(ValueType type) {
        var names = new TreeSet<>(calls(type).keySet());
        property(type, "empty").ifPresent(any -> names.add("empty"));
        return names;
    }

    private static Map<String, FactType.Call> ofFact(ValueType type) {
        var calls = new TreeMap<String, FactType.Call>();
        FactType.named(type.choices().getSimpleName()).ifPresent(fact -> {
            fact.properties().forEach((name, value) -> calls.put(name, call(value)));
            calls.putAll(fact.calls());
        });
        return calls;
    }

    private static ValueType valueOf(ValueType map) {
        return map.is(Kind.TEXT_MAP) ? ValueType.TEXT : ValueType.NUMBER;
    }

    private static FactType.Call call(ValueType result, ValueType... parameters) {
        return new FactType.Call(List.of(parameters), result);
    }
}
