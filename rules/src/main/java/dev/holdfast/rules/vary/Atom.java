package dev.holdfast.rules.vary;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ExpressionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition that cannot be taken apart further, on the facts of one execution or one request.
 *
 * @param line of its file, from 1
 * @param text as DRL
 * @param probe a rule that holds where it does
 */
public record Atom(String path, int line, String rule, String text, DrlRule probe) {

    /** The atoms of a rule, in their order. Conditions on what another pattern has bound are none. */
    public static List<Atom> of(DrlFile file, DrlRule rule) {
        var atoms = new ArrayList<Atom>();
        rule.condition().facts().forEach(fact -> {
            Map<String, Expression> bound = bindings(fact);
            for (Condition.Constraint constraint : fact.constraints()) {
                if (constraint.isTest()) {
                    parts(constraint.expression())
                            .flatMap(part -> atom(file, rule, fact, bound, part).stream())
                            .forEach(atoms::add);
                }
            }
        });
        return atoms;
    }

    /** What an expression is put together from by {@code &&}, {@code ||} and parentheses. */
    private static Stream<Expression> parts(Expression expression) {
        if (expression instanceof Expression.Group group) {
            return parts(group.inner());
        } else if (expression instanceof Expression.Binary binary
                && (binary.operator().equals("&&") || binary.operator().equals("||"))) {
            return Stream.of(binary.left(), binary.right()).flatMap(Atom::parts);
        }
        return Stream.of(expression);
    }

    private static Map<String, Expression> bindings(Condition.Fact fact) {
        var bound = new TreeMap<String, Expression>();
        for (Condition.Constraint constraint : fact.constraints()) {
            constraint.variable().ifPresent(name -> bound.put(name, constraint.value()));
        }
        return bound;
    }

    private static Optional<Atom> atom(
            DrlFile file, DrlRule rule, Condition.Fact fact, Map<String, Expression> bound, Expression part) {
        Set<String> used = part.all()
                .filter(Expression.Variable.class::isInstance)
                .map(each -> ((Expression.Variable) each).name())
                .collect(Collectors.toSet());
        if (!bound.keySet().containsAll(used)) {
            return Optional.empty();
        }
        var constraints = new ArrayList<Condition.Constraint>();
        bound.forEach((name, value) -> {
            if (used.contains(name)) {
                constraints.add(new Condition.Constraint(part.offset(), Optional.of(name), value));
            }
        });
        constraints.add(new Condition.Constraint(part.offset(), Optional.empty(), part));
        var pattern = new Condition.Fact(fact.offset(), fact.type(), Optional.empty(), constraints);
        var probe = new DrlRule(
                rule.name(),
                part.offset(),
                part.offset(),
                OptionalInt.empty(),
                new Condition.AllOf(List.of(pattern)),
                part.offset(),
                List.of());
        return Optional.of(new Atom(
                file.source().path(),
                file.source().at(part.offset()).line(),
                rule.name(),
                ExpressionText.of(part),
                probe));
    }
}
