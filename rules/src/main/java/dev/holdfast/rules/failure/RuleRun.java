package dev.holdfast.rules.failure;

import dev.holdfast.rules.drl.Branches;
import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.value.FactValues;
import dev.holdfast.rules.value.NoResult;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * One rule on one fact, step by step as the engine takes it: first each pattern by itself, all of them, then what asks for values that another pattern
 * binds, and only where no pattern lacks; then the consequence.
 */
final class RuleRun {
    private final DrlRule rule;
    private final Record facts;
    private final Map<Condition.Fact, Boolean> matched = new IdentityHashMap<>();

    private RuleRun(DrlRule rule, Record facts) {
        this.rule = rule;
        this.facts = facts;
    }

    /**
     * How often the rule fires.
     *
     * @throws NoResult when it fails
     */
    static int firings(DrlRule rule, Record facts) {
        return new RuleRun(rule, facts).run(true);
    }

    /**
     * Whether its conditions hold.
     *
     * @throws NoResult when one fails
     */
    static boolean holds(DrlRule rule, Record facts) {
        return new RuleRun(rule, facts).run(false) > 0;
    }

    private int run(boolean speaks) {
        rule.condition().facts().forEach(fact -> matched.put(fact, matchesByItself(fact)));
        int firings = 0;
        for (List<Condition> branch : Branches.of(rule.condition())) {
            // Each binds its own: two of them may bind one name to different values.
            FactValues values = FactValues.strict(facts, new Condition.AllOf(branch));
            if (holds(branch, values)) {
                firings++;
                if (speaks) {
                    FactValues read = values.inConsequence();
                    rule.sayings().forEach(saying -> read.present(saying.message()));
                }
            }
        }
        return firings;
    }

    private boolean matchesByItself(Condition.Fact fact) {
        FactValues values = FactValues.strict(facts, fact);
        return fact.type().fact() == facts.getClass()
                && fact.constraints().stream()
                        .filter(each -> each.isTest() && fact.isOfItself(each))
                        .allMatch(each -> values.holds(each.expression()));
    }

    /** Whether all of it holds; nothing is asked beyond single patterns where one of those lacks. */
    private boolean holds(List<Condition> all, FactValues values) {
        return all.stream().allMatch(this::mayHold) && all.stream().allMatch(each -> holds(each, values));
    }

    private boolean mayHold(Condition condition) {
        if (condition instanceof Condition.Fact fact) {
            return Boolean.TRUE.equals(matched.get(fact));
        }
        return !(condition instanceof Condition.Present present)
                || parts(present.of()).stream().allMatch(this::mayHold);
    }

    private boolean holds(Condition condition, FactValues values) {
        if (condition instanceof Condition.Fact fact) {
            return fact.constraints().stream()
                    .filter(each -> each.isTest() && !fact.isOfItself(each))
                    .allMatch(each -> values.holds(each.expression()));
        } else if (condition instanceof Condition.Absent absent) {
            return !holds(parts(absent.of()), values);
        } else if (condition instanceof Condition.Present present) {
            return holds(parts(present.of()), values);
        }
        throw new IllegalStateException("expected a condition without `or`, found " + condition.getClass());
    }

    /** Those of a condition that was taken apart. */
    private static List<Condition> parts(Condition condition) {
        return condition instanceof Condition.AllOf all ? all.of() : List.of(condition);
    }
}
