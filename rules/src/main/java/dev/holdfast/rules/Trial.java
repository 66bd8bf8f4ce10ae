package dev.holdfast.rules;

import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.rule.AgendaFilter;

/**
 * How rules are tried by those who write them.
 *
 * @param takesPart whether a rule may fire, by its package and its name
 * @param onlooker sees all facts, about executions and about requests, before the rules do
 */
public record Trial(BiPredicate<String, String> takesPart, Consumer<Record> onlooker) {
    /** Rules in service: all take part, and nobody looks on. */
    static final Trial NONE = new Trial((packageName, rule) -> true, facts -> {});

    /** All rules take part. */
    public static Trial watchedBy(Consumer<Record> onlooker) {
        return new Trial(NONE.takesPart, onlooker);
    }

    /** Only some rules take part. */
    public static Trial of(BiPredicate<String, String> takesPart) {
        return new Trial(takesPart, NONE.onlooker);
    }

    /** The matches of a filter that take part; null stands for all matches. */
    @Nullable
    AgendaFilter within(@Nullable AgendaFilter filter) {
        if (this == NONE) {
            return filter;
        }
        return match ->
                takesPart.test(match.getRule().getPackageName(), match.getRule().getName())
                        && (filter == null || filter.accept(match));
    }
}
