package dev.holdfast.rules.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A condition as a statement about values: that one lies within a region, and what can be put together from that. */
sealed interface Formula {
    /** The most ways to fulfil a formula that are looked at. */
    int MAXIMUM_WAYS = 512;

    /** The value of that name lies within the region. */
    record Within(String value, Region region) implements Formula {}

    /** All hold; with none of them, always. */
    record All(List<Formula> of) implements Formula {}

    /** One holds; with none of them, never. */
    record Any(List<Formula> of) implements Formula {}

    /** It does not hold. */
    record Not(Formula of) implements Formula {}

    static Formula always() {
        return new All(List.of());
    }

    static Formula never() {
        return new Any(List.of());
    }

    /** Whether nothing can fulfil it; false as well when there are too many ways to tell. */
    static boolean isImpossible(Formula formula) {
        return ways(formula, true).map(List::isEmpty).orElse(false);
    }

    /** The ways to fulfil it, each a region for each value; empty when there are too many. */
    private static Optional<List<Map<String, Region>>> ways(Formula formula, boolean holds) {
        if (formula instanceof Not not) {
            return ways(not.of, !holds);
        } else if (formula instanceof Within within) {
            Region region = holds ? within.region : within.region.not();
            return Optional.of(region.isEmpty() ? List.of() : List.of(Map.of(within.value, region)));
        } else if (formula instanceof All all) {
            return holds ? product(all.of, true) : sum(all.of, false);
        } else if (formula instanceof Any any) {
            return holds ? sum(any.of, true) : product(any.of, false);
        }
        return Optional.empty();
    }

    private static Optional<List<Map<String, Region>>> sum(List<Formula> parts, boolean holds) {
        List<Map<String, Region>> ways = new ArrayList<>();
        for (Formula part : parts) {
            Optional<List<Map<String, Region>>> more = ways(part, holds);
            if (more.isEmpty() || ways.size() + more.get().size() > MAXIMUM_WAYS) {
                return Optional.empty();
            }
            ways.addAll(more.get());
        }
        return Optional.of(ways);
    }

    private static Optional<List<Map<String, Region>>> product(List<Formula> parts, boolean holds) {
        List<Map<String, Region>> ways = List.of(Map.of());
        for (Formula part : parts) {
            Optional<List<Map<String, Region>>> more = ways(part, holds);
            if (more.isEmpty() || (long) ways.size() * more.get().size() > MAXIMUM_WAYS) {
                return Optional.empty();
            }
            ways = ways.stream()
                    .flatMap(one -> more.get().stream().flatMap(two -> both(one, two)))
                    .toList();
        }
        return Optional.of(ways);
    }

    private static Stream<Map<String, Region>> both(Map<String, Region> one, Map<String, Region> two) {
        var both = new TreeMap<>(one);
        two.forEach((value, region) -> both.merge(value, region, Region::and));
        return both.values().stream().anyMatch(Region::isEmpty) ? Stream.empty() : Stream.of(both);
    }
}
