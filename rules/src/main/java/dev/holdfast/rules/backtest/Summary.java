package dev.holdfast.rules.backtest;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a backtest comes to.
 *
 * @param decisions how many were weighed, requests among them
 * @param afterTheEnd how many of them were made after their execution's end, and say nothing of the candidate
 * @param from the first decision's instant; empty without decisions
 * @param to the last one's
 * @param rulesets digests of the rulesets that had decided, to how often
 * @param outcomes of all executions, in the order of their ids; several of an id that was used again, in their order
 * @param tallies by rule and code, what differs most first
 */
public record Summary(
        long decisions,
        long afterTheEnd,
        Optional<Instant> from,
        Optional<Instant> to,
        SortedMap<String, Long> rulesets,
        List<Outcome> outcomes,
        Requests requests,
        List<Tally> tallies) {

    public Summary {
        rulesets = Collections.unmodifiableSortedMap(new TreeMap<>(rulesets));
        outcomes = List.copyOf(outcomes);
        tallies = List.copyOf(tallies);
    }

    /** How many executions changed in which way. */
    public Map<Change, Long> changes(Function<Outcome, Change> of) {
        var counts = new TreeMap<Change, Long>();
        for (Change change : Change.values()) {
            counts.put(change, 0L);
        }
        outcomes.forEach(outcome -> counts.merge(of.apply(outcome), 1L, Long::sum));
        return counts;
    }

    /** Executions that would have gone otherwise: where that is a matter of halts first, then of pauses, then in the order of their ids. */
    public List<Outcome> differing() {
        return outcomes.stream()
                .filter(Outcome::differs)
                .sorted(Comparator.comparing(
                                (Outcome outcome) -> !outcome.halt().isOtherwise())
                        .thenComparing(outcome -> !outcome.pause().isOtherwise()))
                .toList();
    }
}
