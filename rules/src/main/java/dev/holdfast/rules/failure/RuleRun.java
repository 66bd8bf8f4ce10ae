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
        List<Way> ways = Branches.of(rule.condition()).stream().map(this::way).toList();
        int firings = 0;
        for (Way way : ways) {
            if (way.holds(way.branch)) {
                firings++;
                if (speaks) {
                    FactValues read = way.values.inConsequence();
                    rule.sayings().forEach(saying -> read.present(saying.message()));
                }
            }
        }
        return firings;
    }

    /** Each binds its own: two of them may bind one name to different values. */
    private Way way(List<Condition> branch) {
        var all = new Condition.AllOf(branch);
        FactValues values = FactValues.strict(facts, all);
        var matched = new IdentityHashMap<Condition.Fact, Boolean>();
        all.facts().forEach(fact -> matched.put(fact, matchesByItself(fact, values)));
        return new Way(branch, values, matched);
    }

    private boolean matchesByItself(Condition.Fact fact, FactValues values) {
        return fact.type().fact() == facts.getClass()
                && fact.constraints().stream()
                        .filter(each -> each.isTest() && fact.isOfItself(each))
                        .allMatch(each -> values.holds(each.expression()));
    }

    /** A way through the `or` of the rule, and which patterns of it match by themselves. */
    private record Way(List<Condition> branch, FactValues values, Map<Condition.Fact, Boolean> matched) {
        /** Whether all of it holds; nothing is asked beyond single patterns where one of those lacks. */
        boolean holds(List<Condition> all) {
            return all.stream().allMatch(this::mayHold) && all.stream().allMatch(this::holds);
        }

        private boolean mayHold(Condition condition) {
            if (condition instanceof Condition.Fact fact) {
                return Boolean.TRUE.equals(matched.get(fact));
            }
            return !(condition instanceof Condition.Present present)
                    || parts(present.of()).stream().allMatch(this::mayHold);
        }

        private boolean holds(Condition condition) {
            if (condition instanceof Condition.Fact fact) {
                return fact.constraints().stream()
                        .filter(each -> each.isTest() && !fact.isOfItself(each))
                        .allMatch(each -> values.holds(each.expression()));
            } else if (condition instanceof Condition.Absent absent) {
                return !holds(parts(absent.of()));
            } else if (condition instanceof Condition.Present present) {
                return holds(parts(present.of()));
            }
            throw new IllegalStateException("expected a condition without `or`, found " + condition.getClass());
        }

        /** Those of a condition that was taken apart. */
        private static List<Condition> parts(Condition condition) {
            return condition instanceof Condition.AllOf all ? all.of() : List.of(condition);
        }
    }
}
