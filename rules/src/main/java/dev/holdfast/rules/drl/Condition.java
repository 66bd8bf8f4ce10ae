package dev.holdfast.rules.drl;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What must hold for a rule to fire, as a tree. */
public sealed interface Condition {
    /** All patterns in it, in order, those that must be absent among them. */
    Stream<Fact> facts();

    /** All of them hold. */
    record AllOf(List<Condition> of) implements Condition {
        @Override
        public Stream<Fact> facts() {
            return of.stream().flatMap(Condition::facts);
        }
    }

    /** One of them holds; the rule fires once for each that does. */
    record AnyOf(List<Condition> of) implements Condition {
        @Override
        public Stream<Fact> facts() {
            return of.stream().flatMap(Condition::facts);
        }
    }

    /** It does not hold of any fact. */
    record Absent(Condition of) implements Condition {
        @Override
        public Stream<Fact> facts() {
            return of.facts();
        }
    }

    /** It holds of some fact. */
    record Present(Condition of) implements Condition {
        @Override
        public Stream<Fact> facts() {
            return of.facts();
        }
    }

    /**
     * A fact of this kind for which all constraints hold.
     *
     * @param variable to which the fact is bound
     */
    record Fact(int offset, FactType type, Optional<String> variable, List<Constraint> constraints)
            implements Condition {
        @Override
        public Stream<Fact> facts() {
            return Stream.of(this);
        }

        /** Whether a constraint asks for nothing that another pattern binds; the engine asks it before it looks at other patterns. */
        public boolean isOfItself(Constraint constraint) {
            return constraint
                    .expression()
                    .all()
                    .allMatch(part -> !(part instanceof Expression.Variable used) || binds(used.name()));
        }

        private boolean binds(String name) {
            return Stream.concat(variable.stream(), constraints.stream().flatMap(each -> each.variable().stream()))
                    .anyMatch(name::equals);
        }
    }

    /**
     * One part of a pattern, between commas.
     *
     * @param variable to which the value is bound; in a comparison its left side
     */
    record Constraint(int offset, Optional<String> variable, Expression expression) {
        /** Whether it can fail; what is only bound cannot. */
        public boolean isTest() {
            return variable.isEmpty()
                    || expression instanceof Expression.OneOf
                    || (expression instanceof Expression.Binary
                            && expression.type().equals(ValueType.TRUTH));
        }

        /** What its variable holds. */
        public Expression value() {
            if (isTest() && expression instanceof Expression.Binary comparison) {
                return comparison.left();
            } else if (expression instanceof Expression.OneOf oneOf) {
                return oneOf.subject();
            }
            return expression;
        }
    }
}
