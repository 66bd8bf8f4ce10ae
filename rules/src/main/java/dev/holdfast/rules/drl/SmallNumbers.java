package dev.holdfast.rules.drl;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Numbers that Java keeps in 32 bits: how many there are of something, and how deep it is. Drools cannot compare them with a number that has no room there, and fails on every
 * fact.
 */
final class SmallNumbers {
    private static final Set<String> NAMES = Stream.concat(
                    Stream.of("size", "length"),
                    FactType.all().stream()
                            .flatMap(type -> Arrays.stream(type.fact().getRecordComponents()))
                            .filter(component -> component.getType() == int.class)
                            .map(RecordComponent::getName))
            .collect(Collectors.toUnmodifiableSet());

    private SmallNumbers() {}

    /** Demands that neither side is one whose other side has no room there. */
    static void require(Expression left, Expression right) throws Refusal {
        for (List<Expression> sides : List.of(List.of(left, right), List.of(right, left))) {
            if (isSmall(sides.get(0)) && isLarge(sides.get(1))) {
                throw new Refusal(
                        Problem.TYPE,
                        sides.get(1).offset(),
                        1,
                        String.format(
                                Locale.ROOT,
                                "expected a number from %d to %d beside what is counted in 32 bits, found one beyond",
                                -Integer.MAX_VALUE,
                                Integer.MAX_VALUE),
                        "it is never as large as that");
            }
        }
    }

    private static boolean isSmall(Expression expression) {
        if (expression instanceof Expression.Group group) {
            return isSmall(group.inner());
        }
        String name = expression instanceof Expression.Property property
                ? property.name()
                : expression instanceof Expression.Member member
                        ? member.name()
                        : expression instanceof Expression.Call call ? call.name() : "";
        return NAMES.contains(name);
    }

    private static boolean isLarge(Expression expression) {
        if (expression instanceof Expression.Group group) {
            return isLarge(group.inner());
        }
        if (expression instanceof Expression.Unary unary) {
            return isLarge(unary.operand());
        }
        return expression instanceof Expression.Whole whole && whole.value() != (int) whole.value();
    }
}
