package dev.holdfast.rules.vary;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ExpressionText;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule with one thing changed in its conditions.
 *
 * @param line of its file on which the change is, from 1
 * @param change for a person: what was done to what
 * @param mutated the rule as it became
 */
public record Mutant(String path, int line, DrlRule original, String change, DrlRule mutated) {

    /** All mutants of a rule: each condition dropped, negated, and each bound shifted by one up and down. */
    public static List<Mutant> of(DrlFile file, DrlRule rule) {
        var mutants = new ArrayList<Mutant>();
        for (ConditionChange change : ConditionChange.of(rule.condition())) {
            mutants.add(new Mutant(
                    file.source().path(),
                    file.source().at(change.offset()).line(),
                    rule,
                    change.words(),
                    new DrlRule(
                            rule.name(),
                            rule.offset(),
                            rule.end(),
                            rule.salience(),
                            new Condition.AllOf(List.of(change.changed())),
                            rule.consequenceOffset(),
                            rule.sayings())));
        }
        return mutants;
    }

    static String text(Expression expression) {
        return "`" + ExpressionText.of(expression) + "`";
    }
}
