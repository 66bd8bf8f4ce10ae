package dev.holdfast.scenarios.play;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What came of a scenario.
 *
 * @param moments all that happened, in its order
 * @param samples where the executions of the expectations stood at their instants, in the order of the expectations; empty for one that the evaluator
 *     did not know
 */
record Performance(List<Moment> moments, List<Optional<Sample>> samples) {
    /**
     * Something that happened.
     *
     * @param atMillis since the scenario began
     */
    sealed interface Moment {
        long atMillis();

        /** Something that was sent to the evaluator. */
        record Sent(long atMillis, String text) implements Moment {}

        /** An input that the evaluator refused. */
        record Refused(long atMillis, String reason) implements Moment {}

        /** A command to an execution. */
        record Commanded(long atMillis, String execution, ControlAction action, SortedSet<String> findings)
                implements Moment {}
    }

    /** Where an execution stood. */
    record Sample(TrustState state, VerdictKind verdict, SortedSet<String> findings) {}
}
