package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.InputRun;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.simulation.task.Partition;
import dev.holdfast.topology.simulation.task.Task;
import java.util.Arrays;
import java.util.List;

/**
 * A simulation at its end.
 *
 * @param runs in which order the inputs were taken for good, by what is on record of that
 * @param committed all that was written for good, in order
 * @param task the last one, with all committed
 */
public record Ending(Partition partition, List<InputRun> runs, List<Output> committed, Task task) {
    /** The topic that a run is of. */
    public Topic topicOf(InputRun run) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.logicalName().equals(run.getTopic()))
                .findFirst()
                .orElseThrow(() -> new Broken("*", "no topic is called `" + run.getTopic() + "`"));
    }
}
