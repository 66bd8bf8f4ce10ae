package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.simulation.task.Partition.Appended;
import dev.holdfast.topology.simulation.task.Task;
import java.util.List;
import java.util.SortedMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that a task has taken, and what came of it.
 *
 * @param id the record's key as text; empty for none
 * @param before the bytes that the store had for its execution; null for none
 * @param after those that it has now
 * @param actStands whether it is an act of governance and the store has changed by it, or had what it says
 * @param task for a look into its stores
 */
@SuppressWarnings("ArrayRecordComponent")
public record Taken(
        Appended appended,
        String id,
        byte @Nullable [] before,
        byte @Nullable [] after,
        boolean actStands,
        List<Observed> outputs,
        Task task) {

    <T extends SpecificRecord> List<T> written(Class<T> type) {
        return outputs.stream().flatMap(output -> output.as(type).stream()).toList();
    }

    /** All executions' states now, as they are stored. */
    SortedMap<String, byte[]> stored() {
        return task.content(EvaluatorScenario.STORE);
    }
}
