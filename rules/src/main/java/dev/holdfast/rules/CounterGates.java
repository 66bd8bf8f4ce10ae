package dev.holdfast.rules;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which rules need not be asked, and when: those that begin by asking for a counter above a bound. The engine indexes comparisons of properties, and asks each call of
 * {@code counter(...)} anew, for every fact; of all of them together one look at each counter tells that none can hold. Exact: a rule whose first condition does not
 * hold does nothing, and nothing else of it is evaluated. Immutable.
 *
 * @param rules names of the rules
 * @param leastBounds by counter: while none has a value above this, no such rule fires; never negative, so that a counter that is not counted is below it
 */
record CounterGates(Set<String> rules, Map<String, Long> leastBounds) {
    /** A second network takes a microsecond when it is asked; fewer rules than this take less in the first. */
    static final int WORTHWHILE = 10;

    /** Every rule is asked about every fact. */
    static final CounterGates NONE = new CounterGates(Set.of(), Map.of());

    /** Those of the rules beside the baseline; none when there are fewer than {@value #WORTHWHILE}. */
    static CounterGates of(List<DrlFile> files) {
        var rules = new HashSet<String>();
        var bounds = new TreeMap<String, Long>();
        for (DrlFile file : files) {
            if (Ruleset.BASELINE_PACKAGES.contains(file.packageName())) {
                continue;
            }
            for (DrlRule rule : file.rules()) {
                first(rule).flatMap(CounterGates::bound).ifPresent(bound -> {
                    rules.add(rule.name());
                    bounds.merge(bound.counter(), bound.least(), Math::min);
                });
            }
        }
        return rules.size() < WORTHWHILE ? NONE : new CounterGates(Set.copyOf(rules), Map.copyOf(bounds));
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether any of the rules may fire. */
    boolean open(ExecutionFacts facts) {
        for (Map.Entry<String, Long> counter : facts.counters().entrySet()) {
            Long least = leastBounds.get(counter.getKey());
            if (least != null && counter.getValue() > least) {
                return true;
            }
        }
        return false;
    }

    /** The first condition of a rule that has a single pattern, about executions. */
    private static Optional<Condition.Constraint> first(DrlRule rule) {
        List<Condition> conditions = rule.condition().of();
        return conditions.size() == 1
                        && conditions.get(0) instanceof Condition.Fact fact
                        && fact.type().name().equals(ExecutionFacts.class.getSimpleName())
                        && !fact.constraints().isEmpty()
                ? Optional.of(fact.constraints().get(0))
                : Optional.empty();
    }

    private record Bound(String counter, long least) {}

    private static Optional<Bound> bound(Condition.Constraint constraint) {
        if (constraint.isTest()
                && constraint.expression() instanceof Expression.Binary comparison
                && comparison.left() instanceof Expression.Call call
                && call.target().isEmpty()
                && call.name().equals("counter")
                && call.arguments().get(0) instanceof Expression.Text counter
                && comparison.right() instanceof Expression.Whole whole) {
            OptionalLong least = least(comparison.operator(), whole.value());
            return least.isPresent() ? Optional.of(new Bound(counter.value(), least.getAsLong())) : Optional.empty();
        }
        return Optional.empty();
    }

    /** What the counter must be above, at least; empty when zero does as well. */
    private static OptionalLong least(String operator, long bound) {
        return switch (operator) {
            case ">" -> bound >= 0 ? OptionalLong.of(bound) : OptionalLong.empty();
            case ">=" -> bound > 0 ? OptionalLong.of(bound - 1) : OptionalLong.empty();
            default -> OptionalLong.empty();
        };
    }
}
