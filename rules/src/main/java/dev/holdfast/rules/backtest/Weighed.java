package dev.holdfast.rules.backtest;

import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import java.util.List;
import java.util.Optional;

/**
 * A recorded decision beside what a candidate makes of its facts. It holds no facts any more, so that many may wait.
 *
 * @param entry without its facts
 * @param findings what the candidate finds
 * @param outcome what the candidate decides of an execution; empty for a request, and after the end of an execution
 * @param denied whether the candidate denies a request
 */
record Weighed(LineageEntry entry, List<Finding> findings, Optional<Course.Judged> outcome, boolean denied) {

    static Weighed of(LineageEntry entry, Rejudged again) {
        List<Finding> findings = again.findings().stream()
                .map(dev.holdfast.trust.verdict.Finding::toRecord)
                .toList();
        Optional<Course.Judged> outcome = again instanceof Rejudged.OfExecution judged
                        && !Hindsight.isAfterTheEnd(entry)
                ? Optional.of(new Course.Judged(judged.outcome(), judged.facts().grantPresent()))
                : Optional.empty();
        boolean denied = again instanceof Rejudged.OfRequest && !findings.isEmpty();
        entry.setFacts(List.of());
        return new Weighed(entry, findings, outcome, denied);
    }
}
