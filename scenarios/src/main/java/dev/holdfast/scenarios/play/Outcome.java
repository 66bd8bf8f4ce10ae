package dev.holdfast.scenarios.play;

import dev.holdfast.scenarios.Scenario;
import java.util.List;

/**
 * What came of a scenario, beside what was expected.
 *
 * @param rows in the order of their instants
 */
public record Outcome(Scenario scenario, List<Row> rows) {
    /**
     * A line of the comparison.
     *
     * @param atMillis since the scenario began
     * @param happened empty when nothing did
     * @param expected empty when nothing was
     * @param line on which the expectation stands in the scenario's file; 0 for none
     * @param isWrong whether what happened is not what was expected
     */
    public record Row(long atMillis, String happened, String expected, int line, boolean isWrong) {}

    public boolean passed() {
        return rows.stream().noneMatch(Row::isWrong);
    }
}
