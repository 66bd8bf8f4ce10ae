package dev.holdfast.rules.vary;

import dev.holdfast.rules.drl.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A change of an expression that holds or does not.
 *
 * @param offset where it is
 * @param words what was done to what
 * @param changed the expression as it became
 */
record ExpressionChange(int offset, String words, Expression changed) {
    private static final Map<String, String> OPPOSITES = Map.of(
            "==", "!=",
            "!=", "==",
            "<", ">=",
            ">=", "<",
            ">", "<=",
            "<=", ">",
            "matches", "not matches",
            "contains", "not contains",
            "memberOf", "not memberOf");
    private static final Map<String, String> NEIGHBOURS = Map.of("<", "<=", "<=", "<", ">", ">=", ">=", ">");

    /** All changes of one thing in an expression, in the order of places. */
    static List<ExpressionChange> of(Expression expression) {
        var changes = new ArrayList<ExpressionChange>();
        if (expression instanceof Expression.Group group) {
            of(group.inner())
                    .forEach(each -> changes.add(each.as(new Expression.Group(group.offset(), each.changed()))));
        } else if (expression instanceof Expression.OneOf oneOf) {
            changes.add(new ExpressionChange(
                    oneOf.offset(),
                    "negated " + Mutant.text(oneOf),
                    new Expression.OneOf(oneOf.offset(), oneOf.subject(), !oneOf.negated(), oneOf.options())));
        } else if (expression instanceof Expression.Binary binary) {
            if (binary.operator().equals("&&") || binary.operator().equals("||")) {
                ofSides(binary, changes);
            } else {
                ofComparison(binary, changes);
            }
        } else if (expression instanceof Expression.Unary unary
                && unary.operator().equals("!")) {
            changes.add(new ExpressionChange(unary.offset(), "negated " + Mutant.text(unary), unary.operand()));
        } else {
            changes.add(new ExpressionChange(
                    expression.offset(),
                    "negated " + Mutant.text(expression),
                    new Expression.Unary(
                            expression.offset(),
                            expression.type(),
                            "!",
                            new Expression.Group(expression.offset(), expression))));
        }
        return changes;
    }

    private ExpressionChange as(Expression outer) {
        return new ExpressionChange(offset, words, outer);
    }

    private static void ofSides(Expression.Binary binary, List<ExpressionChange> changes) {
        changes.add(
                new ExpressionChange(binary.left().offset(), "dropped " + Mutant.text(binary.left()), binary.right()));
        of(binary.left()).forEach(each -> changes.add(each.as(with(binary, each.changed(), binary.right()))));
        changes.add(
                new ExpressionChange(binary.right().offset(), "dropped " + Mutant.text(binary.right()), binary.left()));
        of(binary.right()).forEach(each -> changes.add(each.as(with(binary, binary.left(), each.changed()))));
    }

    private static void ofComparison(Expression.Binary binary, List<ExpressionChange> changes) {
        String opposite = OPPOSITES.get(binary.operator());
        if (opposite == null && binary.operator().startsWith("not ")) {
            opposite = binary.operator().substring("not ".length());
        }
        if (opposite != null) {
            changes.add(changed(binary, "negated " + Mutant.text(binary), opposite, binary.right()));
        }
        Expression bound = binary.right();
        if (bound instanceof Expression.Unary minus
                && minus.operator().equals("-")
                && minus.operand() instanceof Expression.Whole whole) {
            for (int by : new int[] {-1, 1}) {
                Expression shifted = new Expression.Unary(
                        minus.offset(), minus.type(), "-", new Expression.Whole(whole.offset(), whole.value() + by));
                changes.add(shifted(binary, shifted));
            }
        } else if (bound instanceof Expression.Whole whole) {
            changes.add(shifted(binary, whole(whole, whole.value() - 1)));
            changes.add(shifted(binary, whole(whole, whole.value() + 1)));
        } else {
            String neighbour = NEIGHBOURS.get(binary.operator());
            if (neighbour != null) {
                changes.add(changed(
                        binary, "made " + Mutant.text(binary) + " `" + neighbour + "`", neighbour, binary.right()));
            }
        }
    }

    private static Expression whole(Expression.Whole at, long value) {
        return value < 0
                ? new Expression.Unary(at.offset(), at.type(), "-", new Expression.Whole(at.offset(), -value))
                : new Expression.Whole(at.offset(), value);
    }

    private static ExpressionChange shifted(Expression.Binary binary, Expression bound) {
        return changed(
                binary,
                "shifted the bound of " + Mutant.text(binary) + " to " + Mutant.text(bound),
                binary.operator(),
                bound);
    }

    private static ExpressionChange changed(Expression.Binary binary, String words, String operator, Expression right) {
        return new ExpressionChange(
                binary.offset(),
                words,
                new Expression.Binary(binary.offset(), binary.type(), operator, binary.left(), right));
    }

    private static Expression with(Expression.Binary binary, Expression left, Expression right) {
        return new Expression.Binary(binary.offset(), binary.type(), binary.operator(), left, right);
    }
}
