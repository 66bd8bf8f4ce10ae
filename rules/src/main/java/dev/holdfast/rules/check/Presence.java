package dev.holdfast.rules.check;

import dev.holdfast.rules.drl.Branches;
import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ExpressionText;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.drl.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds where a rule fails on what a map need not hold: calls on it, calls that are given it, and what is computed with it, unless what is asked before lets
 * nothing through without it. It follows the order in which the engine asks: a pattern by itself, from its first condition to its last.
 */
final class Presence {
    private final DrlText source;
    private final boolean speaks;
    private final Map<String, Expression> bound = new HashMap<>();
    private final Set<Diagnostic> found;

    private Presence(DrlText source, Condition condition, boolean speaks, Set<Diagnostic> found) {
        this.source = source;
        this.speaks = speaks;
        this.found = found;
        condition
                .facts()
                .flatMap(fact -> fact.constraints().stream())
                .forEach(each -> each.variable().ifPresent(name -> bound.putIfAbsent(name, each.value())));
    }

    /** What is known to be there once a condition was true, and once it was false. */
    private record Known(Set<String> whenTrue, Set<String> whenFalse) {
        private Known turned() {
            return new Known(whenFalse, whenTrue);
        }
    }

    /** One warning for each place. */
    static List<Diagnostic> warnings(DrlFile file, DrlRule rule) {
        var found = new LinkedHashSet<Diagnostic>();
        for (List<Condition> branch : Branches.of(rule.condition())) {
            Condition all = new Condition.AllOf(branch);
            var there = new TreeSet<String>();
            var conditions = new Presence(file.source(), all, false, found);
            all.facts().forEach(fact -> {
                Set<String> known = conditions.asked(fact, true, Set.of());
                if (branch.contains(fact)) {
                    there.addAll(known);
                }
            });
            all.facts().forEach(fact -> {
                Set<String> known = conditions.asked(fact, false, there);
                if (branch.contains(fact)) {
                    there.addAll(known);
                }
            });
            var consequence = new Presence(file.source(), all, true, found);
            rule.sayings().forEach(saying -> consequence.message(saying.message(), there));
        }
        return new ArrayList<>(found);
    }

    /** What is there once the conditions of a pattern hold: those that ask for nothing of others, or those that do. */
    private Set<String> asked(Condition.Fact fact, boolean ofItself, Set<String> before) {
        Set<String> known = before;
        for (Condition.Constraint each : fact.constraints()) {
            if (each.isTest() && fact.isOfItself(each) == ofItself) {
                known = truth(each.expression(), known).whenTrue();
            }
        }
        return known;
    }

    private Known truth(Expression expression, Set<String> before) {
        if (expression instanceof Expression.Group group) {
            return truth(group.inner(), before);
        } else if (expression instanceof Expression.Unary not && not.operator().equals("!")) {
            return truth(not.operand(), before).turned();
        } else if (expression instanceof Expression.OneOf oneOf) {
            return choice(oneOf, before);
        } else if (expression instanceof Expression.Binary binary) {
            return switch (binary.operator()) {
                case "&&" -> both(binary, before);
                case "||" -> either(binary, before);
                default -> comparison(binary, before);
            };
        }
        Set<String> after = read(expression, before);
        if (expression instanceof Expression.Call call
                && call.name().equals("containsKey")
                && call.target().isPresent()) {
            String entry = entry(call.target().get(), call.arguments().get(0));
            return new Known(with(after, entry), after);
        }
        return new Known(after, after);
    }

    private Known both(Expression.Binary binary, Set<String> before) {
        Known left = truth(binary.left(), before);
        Known right = truth(binary.right(), left.whenTrue());
        return new Known(right.whenTrue(), common(left.whenFalse(), right.whenFalse()));
    }

    private Known either(Expression.Binary binary, Set<String> before) {
        Known left = truth(binary.left(), before);
        Known right = truth(binary.right(), left.whenFalse());
        return new Known(common(left.whenTrue(), right.whenTrue()), right.whenFalse());
    }

    private Known choice(Expression.OneOf oneOf, Set<String> before) {
        Set<String> after = read(oneOf.subject(), before);
        oneOf.options().forEach(option -> read(option, after));
        Set<String> chosen = oneOf.options().stream().allMatch(option -> isThere(option, after))
                ? with(after, name(oneOf.subject()))
                : after;
        var known = new Known(chosen, after);
        return oneOf.negated() ? known.turned() : known;
    }

    private Known comparison(Expression.Binary binary, Set<String> before) {
        boolean negated = binary.operator().startsWith("not ");
        String operator = negated ? binary.operator().substring("not ".length()) : binary.operator();
        Expression left = binary.left();
        Expression right = binary.right();
        Set<String> after = read(right, read(left, before));
        Known known;
        if (operator.equals("==") || operator.equals("!=")) {
            Known same = isNull(right)
                    ? new Known(after, with(after, name(left)))
                    : new Known(equal(left, right, after), after);
            known = operator.equals("==") ? same : same.turned();
        } else {
            // Of size, of what contains what, of what matches: not of what is not there.
            known = new Known(with(with(after, name(left)), name(right)), after);
        }
        return negated ? known.turned() : known;
    }

    private Set<String> equal(Expression left, Expression right, Set<String> after) {
        Set<String> there = isThere(right, after) ? with(after, name(left)) : after;
        return isThere(left, after) ? with(there, name(right)) : there;
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof Expression.Word word && word.word().equals("null");
    }

    /** Reads a value, and warns where it cannot be read; what is there once it was read. */
    private Set<String> read(Expression expression, Set<String> before) {
        if (expression instanceof Expression.Variable variable) {
            // The engine computes what is bound where it is used.
            Expression value = bound.get(variable.name());
            return value == null ? before : read(value, before);
        }
        boolean isTruth = expression instanceof Expression.Binary binary
                && (binary.operator().equals("&&") || binary.operator().equals("||"));
        if (isTruth) {
            Known known = truth(expression, before);
            return common(known.whenTrue(), known.whenFalse());
        }
        Set<String> known = before;
        for (Expression part : expression.parts()) {
            known = read(part, known);
        }
        for (Expression needed : needed(expression)) {
            if (!isThere(needed, known)) {
                warn(expression, needed);
                known = with(known, name(needed));
            }
        }
        return known;
    }

    private void message(Expression expression, Set<String> before) {
        Set<String> known = read(expression, before);
        if (!isThere(expression, known)) {
            warn(expression, expression);
        }
    }

    /** What must be there for an expression to have a value. */
    private static List<Expression> needed(Expression expression) {
        if (expression instanceof Expression.Member member) {
            return List.of(member.target());
        } else if (expression instanceof Expression.Call call) {
            return call.parts();
        } else if (expression instanceof Expression.Index index) {
            return List.of(index.key());
        } else if (expression instanceof Expression.Unary unary
                && unary.operator().equals("-")) {
            return List.of(unary.operand());
        }
        return expression instanceof Expression.Binary binary && isComputed(binary) ? binary.parts() : List.of();
    }

    private static boolean isComputed(Expression.Binary binary) {
        return binary.type().is(ValueType.Kind.NUMBER);
    }

    private boolean isThere(Expression expression, Set<String> known) {
        if (expression instanceof Expression.Group group) {
            return isThere(group.inner(), known);
        } else if (expression instanceof Expression.Variable variable) {
            Expression value = bound.get(variable.name());
            return value == null || isThere(value, known);
        }
        boolean ofMap = expression instanceof Expression.Index
                || (expression instanceof Expression.Call call && call.name().equals("get"));
        return !isNull(expression) && (!ofMap || known.contains(name(expression)));
    }

    private void warn(Expression whole, Expression needed) {
        String text = ExpressionText.of(needed);
        found.add(Diagnostic.at(
                source,
                whole.offset(),
                ExpressionText.of(whole).length(),
                Problem.MAY_FAIL,
                "expected what is there for certain, found `" + text + "`, without which the rule fails",
                speaks
                        ? "ask `" + text + " != null` in the condition, or bind it there and ask that"
                        : "ask `" + text + " != null` before it in the same pattern"));
    }

    /** By which a value is known, whatever variable holds it and whichever way it is read. */
    private String name(Expression expression) {
        if (expression instanceof Expression.Group group) {
            return name(group.inner());
        } else if (expression instanceof Expression.Variable variable) {
            Expression value = bound.get(variable.name());
            return value == null ? variable.name() : name(value);
        } else if (expression instanceof Expression.Index index) {
            return entry(index.target(), index.key());
        } else if (expression instanceof Expression.Call call && call.target().isPresent()) {
            if (call.name().equals("get")) {
                return entry(call.target().get(), call.arguments().get(0));
            }
            boolean ofFact = call.target().get() instanceof Expression.Variable variable
                    && !bound.containsKey(variable.name())
                    && call.arguments().isEmpty();
            return ofFact ? call.name() : ExpressionText.of(call);
        }
        return ExpressionText.of(expression);
    }

    private String entry(Expression map, Expression key) {
        return name(map) + "[" + name(key) + "]";
    }

    private static Set<String> with(Set<String> known, String more) {
        var all = new TreeSet<>(known);
        all.add(more);
        return all;
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        var common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }
}
