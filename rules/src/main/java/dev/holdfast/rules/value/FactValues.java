package dev.holdfast.rules.value;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.Reckoning;
import dev.holdfast.rules.drl.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What expressions are worth on one fact. Null is what the fact does not hold, such as a counter that nobody counts: no comparison of size holds of it.
 * One thread.
 */
public final class FactValues {
    /** What becomes of an expression without a result. */
    private enum Without {
        /** It is worth nothing, as if the fact did not hold it. */
        NOTHING,
        /** It fails as a condition does. */
        FAILS,
        /** It fails as a consequence does, which is Java: overflow has a result there. */
        FAILS_IN_JAVA
    }

    private final Record facts;
    private final Map<String, Expression> bound;
    private final Without without;

    private FactValues(Record facts, Map<String, Expression> bound, Without without) {
        this.facts = facts;
        this.bound = bound;
        this.without = without;
    }

    /**
     * Of expressions, all of which have a value: what has no result is null.
     *
     * @param condition binds variables; the one fact that is judged matches all its patterns
     */
    public static FactValues lenient(Record facts, Condition condition) {
        return new FactValues(facts, bound(condition), Without.NOTHING);
    }

    /** The same of expressions that fail where the engine fails: then {@link #of} throws {@link NoResult}. */
    public static FactValues strict(Record facts, Condition condition) {
        return new FactValues(facts, bound(condition), Without.FAILS);
    }

    /** The same facts and variables, as a consequence reads them. */
    public FactValues inConsequence() {
        return new FactValues(facts, bound, Without.FAILS_IN_JAVA);
    }

    private static Map<String, Expression> bound(Condition condition) {
        var bound = new HashMap<String, Expression>();
        condition.facts().forEach(pattern -> {
            for (Condition.Constraint constraint : pattern.constraints()) {
                constraint.variable().ifPresent(name -> bound.putIfAbsent(name, constraint.value()));
            }
        });
        return bound;
    }

    /** What a variable is bound to; empty for one that is bound to the fact. */
    public Optional<Expression> boundTo(String variable) {
        return Optional.ofNullable(bound.get(variable));
    }

    /** Whether an expression is true. */
    public boolean holds(Expression expression) {
        return Boolean.TRUE.equals(of(expression));
    }

    /** Reads what must be there, such as a message; throws {@link NoResult} when it is not. */
    public void present(Expression expression) {
        if (of(expression) == null) {
            lacking(() -> Lack.message(expression));
        }
    }

    /** Its value: a text, whole number, truth, list, map or the fact itself. */
    public @Nullable Object of(Expression expression) {
        if (expression instanceof Expression.Text text) {
            return text.value();
        } else if (expression instanceof Expression.Whole whole) {
            return whole.value();
        } else if (expression instanceof Expression.Word word) {
            return word.word().equals("null") ? null : Boolean.valueOf(word.word());
        } else if (expression instanceof Expression.Constant constant) {
            return constant.name();
        } else if (expression instanceof Expression.Property property) {
            return FactProperties.read(facts, property.name(), List.of());
        } else if (expression instanceof Expression.Variable variable) {
            return variable(variable);
        } else if (expression instanceof Expression.Member member) {
            Object target = of(member.target());
            return target == null ? lacking(() -> Lack.target(member, member.target())) : isEmpty(target);
        } else if (expression instanceof Expression.Call call) {
            return call(call);
        } else if (expression instanceof Expression.Index index) {
            return index(index);
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

    private @Nullable Object lacking(Supplier<NoResult> failure) {
        if (without == Without.NOTHING) {
            return null;
        }
        throw failure.get();
    }

    private @Nullable Object variable(Expression.Variable variable) {
        Expression value = bound.get(variable.name());
        if (value == null) {
            return facts;
        }
        // The engine reads it as the condition does that binds it, wherever it is used.
        return without == Without.FAILS_IN_JAVA ? new FactValues(facts, bound, Without.FAILS).of(value) : of(value);
    }

    private @Nullable Object index(Expression.Index index) {
        Object target = of(index.target());
        Object key = of(index.key());
        if (key == null) {
            return lacking(() -> Lack.argument(index, index.key()));
        }
        return target instanceof Map<?, ?> map ? map.get(key) : null;
    }

    private @Nullable Object unary(Expression.Unary unary) {
        Object operand = of(unary.operand());
        if (unary.operator().equals("!")) {
            return !Boolean.TRUE.equals(operand);
        }
        return computed(unary, "-", 0L, operand, unary.operand());
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
            case "<", "<=", ">", ">=" ->
                left instanceof Long one && right instanceof Long other && isOrdered(operator, one, other);
            case "matches" -> negated != (left instanceof String text && matches(binary, text, String.valueOf(right)));
            case "contains" -> negated != Reckoning.contains(left, right);
            case "memberOf" -> negated != Reckoning.contains(right, left);
            default ->
                binary.type().is(ValueType.Kind.TEXT)
                        ? String.valueOf(left) + right
                        : left == null
                                ? lacking(() -> Lack.operand(binary, binary.left()))
                                : computed(binary, operator, left, right, binary.right());
        };
    }

    private static boolean isOrdered(String operator, Long one, Long other) {
        int order = one.compareTo(other);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** Where it takes too long, and that is no failure here: it does not match. */
    private boolean matches(Expression.Binary binary, String text, String regex) {
        try {
            return Reckoning.matches(text, regex);
        } catch (ArithmeticException e) {
            return lacking(() -> Lack.regex(binary, text.length())) != null;
        }
    }

    private @Nullable Object computed(
            Expression whole, String operator, Object left, @Nullable Object right, Expression last) {
        if (right == null) {
            return lacking(() -> Lack.operand(whole, last));
        }
        long one = (Long) left;
        long other = (Long) right;
        boolean divides = operator.equals("/") || operator.equals("%");
        if (divides && other == 0) {
            return lacking(() -> Lack.zero(whole, last));
        }
        try {
            return switch (operator) {
                case "+" -> Reckoning.sum(one, other);
                case "-" -> Reckoning.difference(one, other);
                case "*" -> Reckoning.product(one, other);
                case "/" -> Reckoning.quotient(one, other);
                default -> Reckoning.remainder(one, other);
            };
        } catch (ArithmeticException e) {
            return without == Without.FAILS_IN_JAVA
                    ? wrapped(operator, one, other)
                    : lacking(() -> Lack.overflow(whole));
        }
    }

    private static long wrapped(String operator, long one, long other) {
        return switch (operator) {
            case "+" -> one + other;
            case "-" -> one - other;
            case "*" -> one * other;
            default -> one / other;
        };
    }

    private @Nullable Object call(Expression.Call call) {
        Object target = call.target().map(this::of).orElse(call.target().isEmpty() ? facts : null);
        if (target == null) {
            return lacking(() -> Lack.target(call, call.target().orElseThrow()));
        }
        var arguments = new ArrayList<Object>();
        for (Expression argument : call.arguments()) {
            Object value = of(argument);
            if (value == null) {
                return lacking(() -> Lack.argument(call, argument));
            }
            arguments.add(value);
        }
        if (target == facts) {
            return FactProperties.read(facts, call.name(), arguments);
        }
        return switch (call.name()) {
            case "isEmpty" -> isEmpty(target);
            case "length", "size" -> size(target);
            case "contains" -> Reckoning.contains(target, arguments.get(0));
            case "startsWith" -> target.toString().startsWith(arguments.get(0).toString());
            case "endsWith" -> target.toString().endsWith(arguments.get(0).toString());
            case "containsKey" -> target instanceof Map<?, ?> map && map.containsKey(arguments.get(0));
            case "get" -> target instanceof Map<?, ?> map ? map.get(arguments.get(0)) : null;
            default -> throw new IllegalStateException("expected a known call, found `" + call.name() + "`");
        };
    }

    private static boolean isEmpty(Object value) {
        return size(value) == 0;
    }

    private static long size(Object value) {
        if (value instanceof List<?> list) {
            return list.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : value.toString().length();
    }
}
