package dev.holdfast.rules.explain;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the conditions of one rule on one fact. There is one fact at a time, so what several patterns ask for is asked of the same one. */
final class RuleReading {
    private final DrlFile file;
    private final DrlRule rule;
    private final Record facts;
    private final Values values;
    private final GapReader gaps;

    RuleReading(DrlFile file, DrlRule rule, Record facts) {
        this.file = file;
        this.rule = rule;
        this.facts = facts;
        this.values = new Values(facts, rule.condition());
        this.gaps = new GapReader(values);
    }

    /**
     * The account.
     *
     * @param fired what the engine says
     */
    RuleAccount account(boolean fired, List<Finding> findings) {
        var all = new ArrayList<Seen>();
        Reading reading = read(rule.condition(), true, all);
        return new RuleAccount(
                file.source().path(),
                file.source().at(rule.offset()).line(),
                rule.name(),
                fired,
                all,
                fired ? List.of() : reading.missing(),
                reading.met() == fired,
                findings);
    }

    /**
     * How a part of the condition is.
     *
     * @param missing the fewest conditions that keep it from being as it is wanted; empty when it is
     */
    private record Reading(boolean met, List<Seen> missing) {
        private static final Reading MET = new Reading(true, List.of());

        private static Reading all(List<Reading> parts) {
            return new Reading(
                    parts.stream().allMatch(Reading::met),
                    parts.stream().flatMap(part -> part.missing().stream()).toList());
        }

        private static Reading any(List<Reading> parts) {
            return parts.stream()
                    .filter(Reading::met)
                    .findFirst()
                    .or(() -> parts.stream()
                            .filter(part -> !part.missing().isEmpty())
                            .min(Comparator.comparingInt(part -> part.missing().size())))
                    .map(part -> part.met() ? MET : part)
                    .orElse(new Reading(false, List.of()));
        }
    }

    private Reading read(Condition condition, boolean wanted, List<Seen> all) {
        if (condition instanceof Condition.AllOf allOf) {
            return together(
                    allOf.of().stream().map(each -> read(each, wanted, all)).toList(), wanted);
        } else if (condition instanceof Condition.AnyOf anyOf) {
            return together(
                    anyOf.of().stream().map(each -> read(each, wanted, all)).toList(), !wanted);
        } else if (condition instanceof Condition.Absent absent) {
            return read(absent.of(), !wanted, all);
        } else if (condition instanceof Condition.Present present) {
            return read(present.of(), wanted, all);
        } else if (condition instanceof Condition.Fact fact) {
            if (fact.type().fact() != facts.getClass()) {
                return new Reading(!wanted, List.of());
            }
            List<Reading> parts = fact.constraints().stream()
                    .filter(Condition.Constraint::isTest)
                    .map(each -> read(each.expression(), wanted, all))
                    .toList();
            // Without a test it holds of every fact of its kind.
            return parts.isEmpty() ? new Reading(wanted, List.of()) : together(parts, wanted);
        }
        throw new IllegalStateException("expected a condition of a known kind, found " + condition.getClass());
    }

    private static Reading together(List<Reading> parts, boolean all) {
        return all ? Reading.all(parts) : Reading.any(parts);
    }

    private Reading read(Expression expression, boolean wanted, List<Seen> all) {
        if (expression instanceof Expression.Group group) {
            return read(group.inner(), wanted, all);
        } else if (expression instanceof Expression.Unary unary
                && unary.operator().equals("!")
                && isPutTogether(unary.operand())) {
            return read(unary.operand(), !wanted, all);
        } else if (expression instanceof Expression.Binary binary && isPutTogether(binary)) {
            List<Reading> parts = Stream.of(binary.left(), binary.right())
                    .map(part -> read(part, wanted, all))
                    .toList();
            return together(parts, wanted == binary.operator().equals("&&"));
        }
        boolean met = values.holds(expression) == wanted;
        Seen seen = seen(expression, wanted, met);
        all.add(seen);
        return met ? Reading.MET : new Reading(false, List.of(seen));
    }

    private static boolean isPutTogether(Expression expression) {
        return expression instanceof Expression.Group group && isPutTogether(group.inner())
                || expression instanceof Expression.Binary binary
                        && (binary.operator().equals("&&") || binary.operator().equals("||"));
    }

    private Seen seen(Expression expression, boolean wanted, boolean met) {
        boolean ofTime = values.isOfTime(expression);
        var read = new TreeMap<String, String>();
        values.read(expression).forEach((name, value) -> read.put(name, Wording.value(value, ofTime)));
        String text = Wording.of(expression);
        return new Seen(
                file.source().at(expression.offset()).line(),
                wanted ? text : "not (" + text + ")",
                met,
                read,
                met ? Optional.empty() : Optional.of(gaps.of(expression, wanted)));
    }
}
