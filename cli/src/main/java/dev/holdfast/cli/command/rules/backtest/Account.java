package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.rules.backtest.Summary;
import java.util.List;

/**
 * What is reported of a backtest.
 *
 * @param candidate what was tried, for a person
 * @param digest of the candidate
 * @param source from where the decisions are
 */
record Account(String candidate, String digest, String source, Run.Result result) {
    /** What must be known to read the figures. */
    static final List<String> LIMITS = List.of(
            "Only recorded facts are judged. Once the candidate decides otherwise, what was recorded afterwards is what happened without it: a pause that it"
                    + " would have spared still shows in later facts, and a halt that follows from one is marked (facts of another course).",
            "Recorded are decisions that changed something, gave a lease or took in a grant. Heartbeats in between are not, so a change may have come up to"
                    + " half a lease sooner or later than shown.",
            "What descends from an execution is judged with its ancestors as they were. Operators and executors would have acted otherwise too.");

    Summary summary() {
        return result.summary();
    }
}
