package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Output;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that the evaluator wrote.
 *
 * @param id its key as text; empty for none
 * @param record what is in it; null for a deletion, and on topics that no invariant reads
 */
public record Observed(String id, Output output, @Nullable SpecificRecord record) {
    Topic topic() {
        return output.topic();
    }

    /** What is in it, if it is of this kind. */
    public <T extends SpecificRecord> Optional<T> as(Class<T> type) {
        return type.isInstance(record) ? Optional.of(type.cast(record)) : Optional.empty();
    }

    /** Whether it says that an execution has been forgotten. */
    boolean forgets() {
        return topic() == Topic.EXECUTIONS && output.value() == null;
    }
}
