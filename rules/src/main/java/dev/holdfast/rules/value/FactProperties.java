package dev.holdfast.rules.value;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Reads facts by the names of what they hold. Any thread. */
final class FactProperties {
    private static final Map<Class<?>, Map<String, Method>> METHODS = new ConcurrentHashMap<>();

    private FactProperties() {}

    /** A property, or what a call gives: a text, whole number, truth, list or map. */
    static Object read(Record facts, String name, List<?> arguments) {
        Method method = METHODS.computeIfAbsent(facts.getClass(), FactProperties::methods)
                .get(form(name, arguments.size()));
        if (method == null) {
            throw new IllegalStateException("expected facts with `" + name + "`");
        }
        try {
            return plain(method.invoke(facts, arguments.toArray()));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read `" + name + "` of the facts", e);
        }
    }

    private static Map<String, Method> methods(Class<?> type) {
        var methods = new TreeMap<String, Method>();
        for (Method method : type.getMethods()) {
            methods.put(form(method.getName(), method.getParameterCount()), method);
        }
        return methods;
    }

    private static String form(String name, int arguments) {
        return name + "/" + arguments;
    }

    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }
}
