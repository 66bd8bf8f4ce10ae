package dev.holdfast.rules.vary;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A change of a condition.
 *
 * @param offset where it is
 * @param words what was done to what
 * @param changed the condition as it became
 */
record ConditionChange(int offset, String words, Condition changed) {

    /** All changes of one thing in a condition, in the order of places. */
    static List<ConditionChange> of(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            return ofParts(all.of(), Condition.AllOf::new);
        } else if (condition instanceof Condition.AnyOf any) {
            return ofParts(any.of(), Condition.AnyOf::new);
        } else if (condition instanceof Condition.Absent absent) {
            return of(absent.of()).stream()
                    .map(each -> each.within(Condition.Absent::new))
                    .toList();
        } else if (condition instanceof Condition.Present present) {
            return of(present.of()).stream()
                    .map(each -> each.within(Condition.Present::new))
                    .toList();
        } else if (condition instanceof Condition.Fact fact) {
            return ofFact(fact);
        }
        return List.of();
    }

    private ConditionChange within(Function<Condition, Condition> outer) {
        return new ConditionChange(offset, words, outer.apply(changed));
    }

    private static List<ConditionChange> ofParts(List<Condition> parts, Function<List<Condition>, Condition> together) {
        var changes = new ArrayList<ConditionChange>();
        for (int i = 0; i < parts.size(); i++) {
            for (ConditionChange change : of(parts.get(i))) {
                var changed = new ArrayList<>(parts);
                changed.set(i, change.changed());
                changes.add(new ConditionChange(change.offset(), change.words(), together.apply(changed)));
            }
        }
        return changes;
    }

    private static List<ConditionChange> ofFact(Condition.Fact fact) {
        var changes = new ArrayList<ConditionChange>();
        for (int i = 0; i < fact.constraints().size(); i++) {
            Condition.Constraint constraint = fact.constraints().get(i);
            if (!constraint.isTest()) {
                continue;
            }
            // What it binds stays, since others may use it.
            Optional<Condition.Constraint> kept = constraint
                    .variable()
                    .map(name -> new Condition.Constraint(constraint.offset(), Optional.of(name), constraint.value()));
            changes.add(new ConditionChange(
                    constraint.expression().offset(),
                    "dropped " + Mutant.text(constraint.expression()),
                    with(fact, i, kept)));
            for (ExpressionChange change : ExpressionChange.of(constraint.expression())) {
                if (constraint.variable().isPresent() && !keepsItsForm(change.changed())) {
                    continue;
                }
                changes.add(new ConditionChange(
                        change.offset(),
                        change.words(),
                        with(
                                fact,
                                i,
                                Optional.of(new Condition.Constraint(
                                        constraint.offset(), constraint.variable(), change.changed())))));
            }
        }
        return changes;
    }

    /** What is bound is the left side of a comparison; only a comparison can bind it again. */
    private static boolean keepsItsForm(Expression changed) {
        return changed instanceof Expression.Binary || changed instanceof Expression.OneOf;
    }

    private static Condition with(Condition.Fact fact, int place, Optional<Condition.Constraint> constraint) {
        var constraints = new ArrayList<>(fact.constraints());
        constraints.remove(place);
        constraint.ifPresent(each -> constraints.add(place, each));
        return new Condition.Fact(fact.offset(), fact.type(), fact.variable(), constraints);
    }
}
