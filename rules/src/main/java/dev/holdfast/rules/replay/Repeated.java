package dev.holdfast.rules.replay;

import dev.holdfast.record.LineageEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * A decision that was made again. It holds no facts any more, so that many may wait.
 *
 * @param executionId whom it is about
 * @param entry its number, from 1
 * @param decidedAt its instant
 * @param trigger on which record it was decided: topic, partition and offset
 * @param rulesetDigest under which rules
 * @param recorded what the entry says
 * @param again what came of deciding again; empty after the end of an execution, when what ended it is kept
 */
public record Repeated(
        String executionId,
        long entry,
        Instant decidedAt,
        String trigger,
        String rulesetDigest,
        Decided recorded,
        Optional<Decided> again) {

    static Repeated of(LineageEntry entry, Optional<Decided> again) {
        return new Repeated(
                entry.getExecutionId(),
                entry.getEntry(),
                entry.getDecidedAt(),
                entry.getTrigger().getTopic() + "-" + entry.getTrigger().getPartition() + ", offset "
                        + entry.getTrigger().getOffset(),
                entry.getRulesetDigest(),
                Decided.of(entry),
                again);
    }
}
