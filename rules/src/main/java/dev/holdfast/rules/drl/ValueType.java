package dev.holdfast.rules.drl;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an expression is.
 *
 * @param choices the constants' class for a CHOICE, the fact's for a FACT, {@code Object} for all others
 */
public record ValueType(Kind kind, Class<?> choices) {
    /** The kinds of values that rules handle. */
    public enum Kind {
        TEXT("text"),
        NUMBER("number"),
        TRUTH("true or false"),
        TEXTS("list of texts"),
        TEXT_MAP("texts by name"),
        NUMBER_MAP("numbers by name"),
        CHOICE("one of"),
        FACT("fact"),
        NOTHING("null");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    static final ValueType TEXT = new ValueType(Kind.TEXT, Object.class);
    static final ValueType NUMBER = new ValueType(Kind.NUMBER, Object.class);
    static final ValueType TRUTH = new ValueType(Kind.TRUTH, Object.class);
    static final ValueType NOTHING = new ValueType(Kind.NOTHING, Object.class);

    /** The type of a property; empty for one that rules cannot handle. */
    static Optional<ValueType> of(Type type) {
        if (type == String.class) {
            return Optional.of(TEXT);
        } else if (type == long.class || type == int.class) {
            return Optional.of(NUMBER);
        } else if (type == boolean.class) {
            return Optional.of(TRUTH);
        } else if (type instanceof Class<?> choices && choices.isEnum()) {
            return Optional.of(new ValueType(Kind.CHOICE, choices));
        } else if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            List<Type> of = List.of(generic.getActualTypeArguments());
            if (List.class.isAssignableFrom(raw) && of.equals(List.of(String.class))) {
                return Optional.of(new ValueType(Kind.TEXTS, Object.class));
            } else if (Map.class.isAssignableFrom(raw) && of.equals(List.of(String.class, String.class))) {
                return Optional.of(new ValueType(Kind.TEXT_MAP, Object.class));
            } else if (Map.class.isAssignableFrom(raw) && of.equals(List.of(String.class, Long.class))) {
                return Optional.of(new ValueType(Kind.NUMBER_MAP, Object.class));
            }
        }
        return Optional.empty();
    }

    /** Whether it is of that kind. */
    public boolean is(Kind other) {
        return kind == other;
    }

    /** For a person. */
    @Override
    public String toString() {
        return kind == Kind.CHOICE ? "a `" + choices.getSimpleName() + "`" : kind.words;
    }
}
