package dev.holdfast.topology;

import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A record that is to be rejected, sent where one execution is to stay as it was and another, its neighbour, is to go on. */
final class RejectedRecord {
    static final int PARTITIONS = 2;
    static final String VICTIM = onPartition(0, "victim");
    static final String NEIGHBOUR = onPartition(0, "neighbour");
    static final String STRAY = onPartition(1, "stray");
    static final String NEWCOMER = onPartition(0, "newcomer");

    private RejectedRecord() {}

    /** Makes the record to be rejected, when the victim and its neighbour have their leases. */
    @FunctionalInterface
    interface Recipe {
        Input make(EvaluatorScenario scenario, Executor victim);
    }

    /** A row of the table of what is rejected. */
    static Arguments row(String name, Reason reason, Recipe recipe) {
        return Arguments.of(name, reason, recipe);
    }

    /** Its next heartbeat, in good order. */
    static Input beat(Executor executor) {
        return executor.heartbeat(heartbeat -> {});
    }

    private static String onPartition(int partition, String name) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> name + "-" + i)
                .filter(id -> RootSegmentPartitioner.partitionOf(id, PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }
}
