package dev.holdfast.topology.process;

import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.trust.intake.Rejection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a task tells of rulesets that do not decide: the one that waits to, and the last that was refused since the task began. One thread.
 */
final class RulesetNews {
    /** Characters of the reason for people: signs of life come once a second, and the dead letter has it in full. */
    static final int MAXIMUM_DETAIL_CHARACTERS = 300;

    private @Nullable PublishedRuleset pending;
    private @Nullable Long refusedVersion;
    private @Nullable Rejection refusal;
    private long changes;

    /** One was taken, and waits. */
    void waits(PublishedRuleset ruleset) {
        pending = ruleset;
        changes++;
    }

    /** The one that waited does not any more. */
    void waitsNoMore() {
        pending = null;
        changes++;
    }

    /**
     * One is refused.
     *
     * @param version null when nothing that was signed by somebody known says
     */
    void refused(@Nullable Long version, Rejection why) {
        refusedVersion = version;
        refusal = why;
    }

    /** Differs whenever what waits does; a refusal is told with the next sign of life. */
    long changes() {
        return changes;
    }

    /** Puts it into a sign of life. */
    void tell(EvaluatorLiveness.Builder sign) {
        PublishedRuleset waiting = pending;
        if (waiting != null) {
            sign.setPendingVersion(waiting.version())
                    .setPendingDigest(waiting.digest())
                    .setPendingActivateAt(Instant.ofEpochMilli(waiting.dueAt()));
        }
        Rejection why = refusal;
        if (why != null) {
            String detail = why.detail();
            sign.setRefusedReason(why.reason().name())
                    .setRefusedVersion(refusedVersion)
                    .setRefusedDetail(detail.substring(0, Math.min(detail.length(), MAXIMUM_DETAIL_CHARACTERS)));
        }
    }
}
