package dev.holdfast.rules.check;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ExpressionText;
import dev.holdfast.rules.drl.FactType;
import dev.holdfast.rules.drl.ValueType;
import dev.holdfast.rules.drl.ValueType.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a rule's conditions mean for the one fact that an evaluation is about. Each pattern of a rule meets the same fact, so that patterns can
 * contradict one another as conditions within a pattern can.
 */
final class Meaning {
    /** Properties that are counts or durations, and never below 0. */
    static final Set<String> NEVER_NEGATIVE = Set.of(
            "depth",
            "delegationDepth",
            "graceMillis",
            "heartbeatIntervalMillis",
            "heartbeatsUncovered",
            "leaseMillis",
            "missedHeartbeats",
            "pausedMillis",
            "scopeViolationCount",
            "sequenceGap",
            "silenceMillis",
            "waitedMillis");

    private static final Optional<Set<String>> TRUTHS = Optional.of(Set.of("true", "false"));
    private static final Optional<Set<String>> ORDERS = Optional.of(Set.of("<", "=", ">"));
    private static final Map<String, Set<String>> ORDERS_OF = Map.of(
            "<", Set.of("<"),
            "<=", Set.of("<", "="),
            ">", Set.of(">"),
            ">=", Set.of(">", "="),
            "==", Set.of("="),
            "!=", Set.of("<", ">"));
    private static final Map<String, String> TURNED =
            Map.of("<", ">", "<=", ">=", ">", "<", ">=", "<=", "==", "==", "!=", "!=");
    private static final String FACT = "fact";

    private final Map<String, String> variables = new HashMap<>();

    private Meaning() {}

    /** Of all conditions of a rule. */
    static Formula of(DrlRule rule) {
        return new Meaning().read(rule.condition());
    }

    /** Whether a rule fires on every fact of its kind. */
    static boolean isAlways(DrlRule rule, FactType type) {
        return Formula.isImpossible(new Formula.All(List.of(fact(type), new Formula.Not(of(rule)))));
    }

    private static Formula fact(FactType type) {
        return new Formula.Within(
                FACT,
                Region.Names.of(
                        Set.of(type.name()),
                        Optional.of(FactType.all().stream().map(FactType::name).collect(Collectors.toSet()))));
    }

    private Formula read(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            return new Formula.All(all.of().stream().map(this::read).toList());
        } else if (condition instanceof Condition.AnyOf any) {
            return new Formula.Any(any.of().stream().map(this::read).toList());
        } else if (condition instanceof Condition.Absent absent) {
            return new Formula.Not(read(absent.of()));
        } else if (condition instanceof Condition.Present present) {
            return read(present.of());
        } else if (condition instanceof Condition.Fact fact) {
            List<Formula> tests = fact.constraints().stream()
                    .map(constraint -> {
                        constraint.variable().ifPresent(name -> variables.put(name, text(constraint.value())));
                        return constraint.isTest() ? truth(constraint.expression()) : Formula.always();
                    })
                    .toList();
            return new Formula.All(List.of(fact(fact.type()), new Formula.All(tests)));
        }
        return Formula.always();
    }

    private Formula truth(Expression expression) {
        if (expression instanceof Expression.Group group) {
            return truth(group.inner());
        } else if (expression instanceof Expression.Word word) {
            return word.word().equals("true") ? Formula.always() : Formula.never();
        } else if (expression instanceof Expression.Unary unary) {
            return new Formula.Not(truth(unary.operand()));
        } else if (expression instanceof Expression.OneOf oneOf) {
            Formula any = new Formula.Any(oneOf.options().stream()
                    .map(option -> compare("==", oneOf.subject(), option))
                    .toList());
            return oneOf.negated() ? new Formula.Not(any) : any;
        } else if (expression instanceof Expression.Binary binary) {
            return switch (binary.operator()) {
                case "&&" -> new Formula.All(List.of(truth(binary.left()), truth(binary.right())));
                case "||" -> new Formula.Any(List.of(truth(binary.left()), truth(binary.right())));
                default -> compare(binary.operator(), binary.left(), binary.right());
            };
        }
        return new Formula.Within(text(expression), Region.Names.of(Set.of("true"), TRUTHS));
    }

    private Formula compare(String operator, Expression left, Expression right) {
        if (operator.startsWith("not ")) {
            return new Formula.Not(compare(operator.substring("not ".length()), left, right));
        } else if (!ORDERS_OF.containsKey(operator)) {
            String whole = text(left) + " " + operator + " " + text(right);
            return new Formula.Within(whole, Region.Names.of(Set.of("true"), TRUTHS));
        } else if (literal(left).isPresent() && literal(right).isEmpty()) {
            return compare(TURNED.getOrDefault(operator, operator), right, left);
        }
        Optional<String> value = literal(right);
        if (value.isPresent()) {
            boolean equal = !operator.equals("!=");
            OptionalLong number = number(right);
            if (number.isPresent()) {
                return new Formula.Within(text(left), numbers(operator, left, number.getAsLong()));
            }
            if (left.type().is(Kind.NUMBER)) {
                Region none = new Region.Numbers(List.of(), true, true, Long.MIN_VALUE);
                return new Formula.Within(text(left), equal ? none : none.not());
            }
            Region names = Region.Names.of(Set.of(value.get()), universe(left.type()));
            return new Formula.Within(text(left), equal ? names : names.not());
        }
        return ordered(operator, text(left), text(right));
    }

    private static Formula ordered(String operator, String left, String right) {
        if (left.equals(right)) {
            return ORDERS_OF.getOrDefault(operator, Set.of()).contains("=") ? Formula.always() : Formula.never();
        }
        boolean turned = left.compareTo(right) > 0;
        String kept = turned ? TURNED.getOrDefault(operator, operator) : operator;
        return new Formula.Within(
                turned ? right + " ? " + left : left + " ? " + right,
                Region.Names.of(ORDERS_OF.getOrDefault(kept, Set.of()), ORDERS));
    }

    private Region numbers(String operator, Expression left, long number) {
        boolean mayMiss = left.all()
                .anyMatch(part -> part instanceof Expression.Index
                        || (part instanceof Expression.Call call && call.name().equals("get")));
        boolean count = NEVER_NEGATIVE.contains(text(left))
                || (left instanceof Expression.Call call
                        && (call.name().equals("size") || call.name().equals("length")));
        long minimum = count ? 0 : Long.MIN_VALUE;
        return switch (operator) {
            case "<" -> Region.Numbers.between(Long.MIN_VALUE, number - 1, mayMiss, minimum);
            case "<=" -> Region.Numbers.between(Long.MIN_VALUE, number, mayMiss, minimum);
            case ">" -> Region.Numbers.between(number + 1, Long.MAX_VALUE, mayMiss, minimum);
            case ">=" -> Region.Numbers.between(number, Long.MAX_VALUE, mayMiss, minimum);
            case "!=" ->
                Region.Numbers.between(number, number, mayMiss, minimum).not();
            default -> Region.Numbers.between(number, number, mayMiss, minimum);
        };
    }

    private static Optional<Set<String>> universe(ValueType type) {
        return switch (type.kind()) {
            case TRUTH -> TRUTHS;
            case CHOICE ->
                Optional.of(Arrays.stream(type.choices().getEnumConstants())
                        .map(each -> ((Enum<?>) each).name())
                        .collect(Collectors.toSet()));
            default -> Optional.empty();
        };
    }

    private static Optional<String> literal(Expression expression) {
        if (expression instanceof Expression.Text text) {
            return Optional.of('"' + text.value());
        } else if (expression instanceof Expression.Word word) {
            return Optional.of(word.word());
        } else if (expression instanceof Expression.Constant constant) {
            return Optional.of(constant.name());
        } else if (expression instanceof Expression.Group group) {
            return literal(group.inner());
        }
        OptionalLong number = number(expression);
        return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
    }

    private static OptionalLong number(Expression expression) {
        if (expression instanceof Expression.Whole whole) {
            return OptionalLong.of(whole.value());
        } else if (expression instanceof Expression.Unary unary
                && unary.operator().equals("-")
                && unary.operand() instanceof Expression.Whole whole) {
            return OptionalLong.of(-whole.value());
        } else if (expression instanceof Expression.Group group) {
            return number(group.inner());
        }
        return OptionalLong.empty();
    }

    private String text(Expression expression) {
        return ExpressionText.of(expression, variables).replace(".isEmpty()", ".empty");
    }
}
