package dev.holdfast.rules.explain;

import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ValueType.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds by how much a condition missed. */
final class GapReader {
    private static final Map<String, String> OPPOSITES =
            Map.of("==", "!=", "!=", "==", "<", ">=", ">=", "<", ">", "<=", "<=", ">");

    private final Values values;

    GapReader(Values values) {
        this.values = values;
    }

    /**
     * The gap.
     *
     * @param wanted whether the condition would have to be true for its rule to fire; it is not what is wanted
     */
    Gap of(Expression condition, boolean wanted) {
        if (condition instanceof Expression.Group group) {
            return of(group.inner(), wanted);
        } else if (condition instanceof Expression.Unary unary
                && unary.operator().equals("!")) {
            return of(unary.operand(), !wanted);
        } else if (condition instanceof Expression.Binary binary) {
            return ofBinary(binary, wanted);
        } else if (condition instanceof Expression.OneOf oneOf) {
            return ofChoice(oneOf, wanted);
        } else if (condition instanceof Expression.Member member) {
            return ofEmptiness(member.target(), wanted);
        } else if (condition instanceof Expression.Call call
                && call.name().equals("isEmpty")
                && call.target().isPresent()) {
            return ofEmptiness(call.target().get(), wanted);
        }
        return new Gap.OfTruth(Wording.of(condition), wanted);
    }

    private Gap ofBinary(Expression.Binary binary, boolean wanted) {
        boolean negated = binary.operator().startsWith("not ");
        String operator = negated ? binary.operator().substring("not ".length()) : binary.operator();
        boolean needed = wanted != negated;
        Expression left = binary.left();
        boolean equality = operator.equals("==") || operator.equals("!=");
        if (equality && left.type().is(Kind.TRUTH) && binary.right() instanceof Expression.Word word) {
            return of(left, needed == operator.equals("==") == word.word().equals("true"));
        }
        Object found = values.of(left);
        Object other = values.of(binary.right());
        if (OPPOSITES.containsKey(operator) && left.type().is(Kind.NUMBER)) {
            String relation = needed ? operator : OPPOSITES.getOrDefault(operator, operator);
            return ofNumber(left, found, relation, binary.right(), other);
        }
        return switch (operator) {
            case "==", "!=" -> ofText(left, found, needed == operator.equals("==") ? "" : "anything but ", other);
            case "matches" -> ofText(left, found, needed ? "a match of " : "no match of ", other);
            case "contains" -> ofMember(left, found, needed, other);
            case "memberOf" -> ofMember(binary.right(), other, needed, found);
            default -> new Gap.OfTruth(Wording.of(binary), wanted);
        };
    }

    private Gap ofNumber(
            Expression subject, @Nullable Object found, String operator, Expression boundary, @Nullable Object other) {
        String name = Wording.of(subject);
        boolean ofTime = values.isOfTime(subject);
        if (!(other instanceof Long bound)) {
            if (operator.equals("==") && found != null) {
                return new Gap.OfText(name, Wording.NOTHING, Wording.value(found, ofTime));
            }
            return operator.equals("!=")
                    ? new Gap.OfNothing(name, "a number")
                    : new Gap.OfNothing(Wording.of(boundary), "a number");
        }
        long edge = edge(operator, bound);
        return found instanceof Long value
                ? new Gap.OfNumber(name, value, relation(operator), edge, by(operator, value, edge), ofTime)
                : new Gap.OfNothing(name, relation(operator) + " " + Wording.value(edge, ofTime));
    }

    private static String relation(String operator) {
        return switch (operator) {
            case ">", ">=" -> "at least";
            case "<", "<=" -> "at most";
            case "!=" -> "anything but";
            default -> "exactly";
        };
    }

    /** The nearest number that would do. */
    private static long edge(String operator, long bound) {
        return switch (operator) {
            case ">" -> bound == Long.MAX_VALUE ? bound : bound + 1;
            case "<" -> bound == Long.MIN_VALUE ? bound : bound - 1;
            default -> bound;
        };
    }

    private static long by(String operator, long value, long edge) {
        if (operator.equals("!=")) {
            return 1;
        }
        try {
            return Math.absExact(Math.subtractExact(value, edge));
        } catch (ArithmeticException e) {
            // Further apart than a number can say.
            return Long.MAX_VALUE;
        }
    }

    private static Gap ofText(Expression subject, @Nullable Object found, String words, @Nullable Object other) {
        String name = Wording.of(subject);
        String needed = words + (other == null ? Wording.NOTHING : Wording.value(other, false));
        return found == null
                ? new Gap.OfNothing(name, needed)
                : new Gap.OfText(name, needed, Wording.value(found, false));
    }

    private static Gap ofMember(Expression whole, @Nullable Object held, boolean needed, @Nullable Object member) {
        String name = Wording.of(whole);
        String text = String.valueOf(member);
        if (held instanceof String) {
            return new Gap.OfText(name, (needed ? "" : "none of ") + "`" + text + "` in it", String.valueOf(held));
        }
        return needed
                ? new Gap.OfMembers(name, List.of(text), List.of())
                : new Gap.OfMembers(name, List.of(), List.of(text));
    }

    private Gap ofChoice(Expression.OneOf oneOf, boolean wanted) {
        boolean needed = wanted != oneOf.negated();
        String options = String.join(
                ", ",
                oneOf.options().stream()
                        .map(option -> String.valueOf(values.of(option)))
                        .toList());
        Object found = values.of(oneOf.subject());
        return new Gap.OfText(
                Wording.of(oneOf.subject()),
                (needed ? "one of " : "none of ") + Wording.cut(options),
                found == null ? Wording.NOTHING : Wording.value(found, values.isOfTime(oneOf.subject())));
    }

    private Gap ofEmptiness(Expression target, boolean wanted) {
        String name = Wording.of(target);
        Object found = values.of(target);
        if (found instanceof String text) {
            return new Gap.OfText(name, wanted ? "an empty text" : "a text", text);
        }
        List<String> held = found instanceof Map<?, ?> map
                ? map.keySet().stream().map(Object::toString).toList()
                : found instanceof List<?> list
                        ? list.stream().map(Object::toString).toList()
                        : List.of();
        return new Gap.OfMembers(name, List.of(), wanted ? held : List.of());
    }
}
