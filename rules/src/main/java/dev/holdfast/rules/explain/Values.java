package dev.holdfast.rules.explain;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.value.FactValues;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What expressions are worth on one fact, and what they read of it. Null is what the fact does not hold, and what has no result. */
final class Values {
    private final FactValues values;

    /** @param condition binds variables; the one fact that is judged matches all its patterns */
    Values(Record facts, Condition condition) {
        this.values = FactValues.lenient(facts, condition);
    }

    /** Whether an expression is true. */
    boolean holds(Expression expression) {
        return values.holds(expression);
    }

    /** Its value: a text, whole number, truth, list, map or the fact itself. */
    @Nullable
    Object of(Expression expression) {
        return values.of(expression);
    }

    /** What an expression reads of the fact, in its own words, with the values. */
    SortedMap<String, Object> read(Expression expression) {
        var values = new TreeMap<String, Object>();
        collect(expression, values);
        return values;
    }

    /** Whether an expression's numbers are milliseconds, by the names of what it reads. */
    boolean isOfTime(Expression expression) {
        return Wording.isOfTime(expression)
                || expression
                        .all()
                        .anyMatch(part -> part instanceof Expression.Variable variable
                                && values.boundTo(variable.name())
                                        .filter(Wording::isOfTime)
                                        .isPresent());
    }

    private void collect(Expression expression, Map<String, Object> into) {
        Optional<Expression> bound =
                expression instanceof Expression.Variable variable ? values.boundTo(variable.name()) : Optional.empty();
        if (bound.isPresent()) {
            collect(bound.get(), into);
        } else if (Wording.readsFact(expression)) {
            Object value = of(expression);
            into.put(Wording.of(expression), value == null ? Wording.NOTHING : value);
        } else {
            expression.parts().forEach(part -> collect(part, into));
        }
    }
}
