package dev.holdfast.topology.scenario;

import dev.holdfast.record.Admission;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.LineageEntry;
import java.util.List;

/** The last that the evaluator wrote of an execution so far. There is always something, or the test fails. */
public record Latest(EvaluatorScenario scenario, String id) {
    /** The answer to those who asked for it. */
    public Admission admission() {
        return last(scenario.admissions(id));
    }

    public ControlCommand command() {
        return last(scenario.commands(id));
    }

    /** The entry of its lineage. */
    public LineageEntry entry() {
        return last(scenario.lineage(id));
    }

    public ExecutionStatus status() {
        return last(scenario.statuses(id));
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
