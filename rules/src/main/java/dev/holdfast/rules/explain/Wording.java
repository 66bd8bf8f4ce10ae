package dev.holdfast.rules.explain;

import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ExpressionText;
import dev.holdfast.rules.drl.ValueType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Values in the words of people: times in units that one can grasp, long texts cut. */
public final class Wording {
    /** Stands for what the fact does not hold. */
    static final String NOTHING = "nothing";

    private static final int MAXIMUM_CHARACTERS = 300;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Wording() {}

    static String of(Expression expression) {
        return ExpressionText.of(expression);
    }

    /** Whether an expression is what a person would look up in the fact: a property, an entry of a map, a call of the fact. */
    static boolean readsFact(Expression expression) {
        return expression instanceof Expression.Property
                || expression instanceof Expression.Index
                || expression instanceof Expression.Call call
                        && (call.name().equals("get")
                                || call.target()
                                        .map(target -> target.type().is(ValueType.Kind.FACT))
                                        .orElse(true));
    }

    /** Whether an expression's number is one of milliseconds, by its name. */
    static boolean isOfTime(Expression expression) {
        return expression
                .all()
                .anyMatch(part -> part instanceof Expression.Property property
                                && property.name().endsWith("Millis")
                        || part instanceof Expression.Text text && text.value().endsWith(".millis"));
    }

    /** A value, as lists of values show it. */
    public static String value(Object value, boolean ofTime) {
        if (value instanceof Long number) {
            return ofTime ? time(number) : number(number);
        } else if (value instanceof List<?> list) {
            return cut(list.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]")));
        } else if (value instanceof Map<?, ?> map) {
            return cut(map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(", ", "{", "}")));
        }
        String text = String.valueOf(value);
        return text.isEmpty() ? "\"\"" : cut(text);
    }

    /** A number with its thousands set apart. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A time, to two units. */
    public static String time(long millis) {
        if (millis < 0) {
            return millis == Long.MIN_VALUE ? number(millis) + " ms" : "-" + time(-millis);
        } else if (millis < SECOND) {
            return millis + " ms";
        } else if (millis < MINUTE) {
            String seconds = String.format(Locale.ROOT, "%.3f", millis / (double) SECOND);
            return seconds.replaceAll("\\.?0+$", "") + " s";
        } else if (millis < HOUR) {
            return two(millis / MINUTE, "min", millis % MINUTE / SECOND, "s");
        } else if (millis < DAY) {
            return two(millis / HOUR, "h", millis % HOUR / MINUTE, "min");
        }
        return two(millis / DAY, "d", millis % DAY / HOUR, "h");
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return number(large) + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    static String cut(String text) {
        return text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "...";
    }
}
