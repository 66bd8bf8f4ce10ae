package dev.holdfast.scenarios.play;

import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.scenarios.Happening;
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

        /** What a scenario wants and cannot be. */
        record Impossible(long atMillis, String why) implements Moment {}

        /** A rule that began to fail on an execution, whether or not anything came of it. */
        record Failed(long atMillis, String execution, String why) implements Moment {}

        /**
         * Something that the evaluator said.
         *
         * @param findings codes of what it was said for
         * @param grounds codes of the rules that foresee a request
         * @param detail what else is known of it, for people; possibly empty
         */
        record Happened(
                long atMillis,
                String execution,
                Happening what,
                SortedSet<String> findings,
                SortedSet<String> grounds,
                String detail)
                implements Moment {}
    }

    /** Where an execution stood. */
    record Sample(TrustState state, VerdictKind verdict, SortedSet<String> findings, String failure) {}
}
