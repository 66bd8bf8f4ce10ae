package dev.holdfast.scenarios.suite;

import dev.holdfast.scenarios.play.Outcome;
import java.util.List;

/**
 * What came of a pack's scenarios.
 *
 * @param faults why they were not played, one a line; empty when they were
 */
public record PackResult(String pack, List<String> faults, List<Outcome> outcomes) {
    public boolean passed() {
        return faults.isEmpty() && failed() == 0;
    }

    /** How many scenarios came otherwise than expected. */
    public long failed() {
        return outcomes.stream().filter(outcome -> !outcome.passed()).count();
    }
}
