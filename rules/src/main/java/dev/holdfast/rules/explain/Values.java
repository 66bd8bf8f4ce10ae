package dev.holdfast.rules.explain;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.Reckoning;
import dev.holdfast.rules.drl.ValueType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What expressions are worth on one fact. Null is what the fact does not hold, such as a counter that nobody counts: no comparison of size holds of it. */
final class Values {
    private final Record facts;
    private final Map<String, Expression> bound = new HashMap<>();

    /** @param condition binds variables; the one fact that is judged matches all its patterns */
    Values(Record facts, Condition condition) {
        this.facts = facts;
        condition.facts().forEach(pattern -> {
            for (Condition.Constraint constraint : pattern.constraints()) {
                constraint.variable().ifPresent(name -> bound.putIfAbsent(name, constraint.value()));
            }
        });
    }

    /** Whether an expression is true. */
    boolean holds(Expression expression) {
        return Boolean.TRUE.equals(of(expression));
    }

    /** Its value: a text, whole number, truth, list, map or the fact itself. */
    @Nullable
    Object of(Expression expression) {
        if (expression instanceof Expression.Text text) {
            return text.value();
        } else if (expression instanceof Expression.Whole whole) {
            return whole.value();
        } else if (expression instanceof Expression.Word word) {
            return word.word().equals("null") ? null : Boolean.valueOf(word.word());
        } else if (expression instanceof Expression.Constant constant) {
            return constant.name();
        } else if (expression instanceof Expression.Property property) {
            return read(property.name());
        } else if (expression instanceof Expression.Variable variable) {
            Expression value = bound.get(variable.name());
            return value == null ? facts : of(value);
        } else if (expression instanceof Expression.Member member) {
            return isEmpty(of(member.target()));
        } else if (expression instanceof Expression.Call call) {
            return call(call);
        } else if (expression instanceof Expression.Index index) {
            Object key = of(index.key());
            return of(index.target()) instanceof Map<?, ?> map && key != null ? map.get(key) : null;
        } else if (expression instanceof Expression.Unary unary) {
            return unary(unary);
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary);
        } else if (expression instanceof Expression.OneOf oneOf) {
            Object subject = of(oneOf.subject());
            return oneOf.options().stream().anyMatch(option -> Objects.equals(of(option), subject)) != oneOf.negated();
        } else if (expression instanceof Expression.Group group) {
            return of(group.inner());
        }
        throw new IllegalStateException("expected an expression of a known kind, found " + expression.getClass());
    }

    /** What an expression reads of the fact, in its own words, with the values. */
    SortedMap<String, Object> read(Expression expression) {
        var values = new TreeMap<String, Object>();
        collect(expression, values);
        return values;
    }

    /** Whether an expression's numbers are milliseconds, by the names of what it reads. */
    boolean isOfTime(Expression expression) {
        return Wording.isOfTime(expression)
                || expression
                        .all()
                        .anyMatch(part -> part instanceof Expression.Variable variable
                                && bound.containsKey(variable.name())
                                && Wording.isOfTime(bound.get(variable.name())));
    }

    private void collect(Expression expression, Map<String, Object> into) {
        if (expression instanceof Expression.Variable variable && bound.containsKey(variable.name())) {
            collect(bound.get(variable.name()), into);
        } else if (Wording.readsFact(expression)) {
            Object value = of(expression);
            into.put(Wording.of(expression), value == null ? Wording.NOTHING : value);
        } else {
            expression.parts().forEach(part -> collect(part, into));
        }
    }

    private @Nullable Object unary(Expression.Unary unary) {
        Object operand = of(unary.operand());
        if (unary.operator().equals("!")) {
            return !Boolean.TRUE.equals(operand);
        }
        return operand instanceof Long number ? computed("-", 0L, number) : null;
    }

    private @Nullable Object binary(Expression.Binary binary) {
        switch (binary.operator()) {
            case "&&":
                return holds(binary.left()) && holds(binary.right());
            case "||":
                return holds(binary.left()) || holds(binary.right());
            default:
                break;
        }
        Object left = of(binary.left());
        Object right = of(binary.right());
        boolean negated = binary.operator().startsWith("not ");
        String operator = negated ? binary.operator().substring("not ".length()) : binary.operator();
        return switch (operator) {
            case "==" -> Objects.equals(left, right);
            case "!=" -> !Objects.equals(left, right);
            case "matches" -> negated != (left instanceof String text && matches(text, String.valueOf(right)));
            case "contains" -> negated != contains(left, right);
            case "memberOf" -> negated != (right instanceof List<?> list && list.contains(left));
            default ->
                left instanceof Long one && right instanceof Long other
                        ? ofNumbers(operator, one, other)
                        : binary.type().is(ValueType.Kind.TRUTH) ? Boolean.FALSE : null;
        };
    }

    /** Not, when it takes too long: then the rule fails, which is a finding. */
    private static boolean matches(String text, String regex) {
        try {
            return Reckoning.matches(text, regex);
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static @Nullable Object ofNumbers(String operator, Long one, Long other) {
        int order = one.compareTo(other);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> computed(operator, one, other);
        };
    }

    /** Null for what has no result: the rule failed on it, and found nothing. */
    private static @Nullable Long computed(String operator, Long one, Long other) {
        try {
            return switch (operator) {
                case "+" -> Reckoning.sum(one, other);
                case "-" -> Reckoning.difference(one, other);
                case "*" -> Reckoning.product(one, other);
                case "/" -> Reckoning.quotient(one, other);
                default -> Reckoning.remainder(one, other);
            };
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static boolean contains(@Nullable Object left, @Nullable Object right) {
        return left instanceof List<?> list && list.contains(right)
                || left instanceof String text && right instanceof String part && text.contains(part);
    }

    private @Nullable Object call(Expression.Call call) {
        var arguments = new ArrayList<@Nullable Object>();
        call.arguments().forEach(argument -> arguments.add(of(argument)));
        Object target = call.target().map(this::of).orElse(facts);
        if (target == null || arguments.contains(null)) {
            return null;
        } else if (target == facts) {
            return arguments.isEmpty() ? read(call.name()) : invoke(call.name(), arguments);
        }
        return switch (call.name()) {
            case "isEmpty" -> isEmpty(target);
            case "length", "size" -> size(target);
            case "contains" -> contains(target, arguments.get(0));
            case "startsWith" -> target.toString().startsWith(arguments.get(0).toString());
            case "endsWith" -> target.toString().endsWith(arguments.get(0).toString());
            case "containsKey" -> target instanceof Map<?, ?> map && map.containsKey(arguments.get(0));
            case "get" -> target instanceof Map<?, ?> map ? map.get(arguments.get(0)) : null;
            default -> throw new IllegalStateException("expected a known call, found `" + call.name() + "`");
        };
    }

    private static @Nullable Object isEmpty(@Nullable Object value) {
        return value == null ? null : size(value) == 0;
    }

    private static long size(Object value) {
        if (value instanceof List<?> list) {
            return list.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : value.toString().length();
    }

    private Object read(String property) {
        return invoke(property, List.of());
    }

    private Object invoke(String name, List<?> arguments) {
        for (Method method : facts.getClass().getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.size()) {
                try {
                    return plain(method.invoke(facts, arguments.toArray()));
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("cannot read `" + name + "` of the facts", e);
                }
            }
        }
        throw new IllegalStateException("expected facts with `" + name + "`");
    }

    private static Object plain(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }
}
