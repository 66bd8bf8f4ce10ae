package dev.holdfast.scenarios.suite;

import dev.holdfast.scenarios.play.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What came of a pack's scenarios.
 *
 * @param faults why they were not played, one a line; empty when they were
 * @param coverage what they have seen of the pack's rules
 * @param mutation which changes of the rules they do not notice; empty when that was not asked for, or a scenario failed
 */
public record PackResult(
        String pack, List<String> faults, List<Outcome> outcomes, Coverage coverage, Optional<Mutation> mutation) {
    public boolean passed() {
        return faults.isEmpty() && failed() == 0;
    }

    /** How many scenarios came otherwise than expected. */
    public long failed() {
        return outcomes.stream().filter(outcome -> !outcome.passed()).count();
    }

    static PackResult faulty(String pack, List<String> faults) {
        return new PackResult(pack, faults, List.of(), new Coverage(List.of()), Optional.empty());
    }
}
