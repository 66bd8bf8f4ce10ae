package dev.holdfast.topology.process;

import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says loudly that a ruleset is refused: in the log, in a metric, in signs of life when it was to decide, and, once it had been taken, as a dead letter. One thread. */
final class RulesetRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(RulesetRefusals.class);

    private static final String ACTIVE = "ruleset/active";

    private final OwnPartition partition;
    private final Outbound outbound;
    private final RuleMetrics metrics;
    private final RulesetNews news;

    RulesetRefusals(OwnPartition partition, Outbound outbound, RuleMetrics metrics, RulesetNews news) {
        this.partition = partition;
        this.outbound = outbound;
        this.metrics = metrics;
        this.news = news;
    }

    /**
     * One is refused that was not taken; its dead letter is written by whoever rejects the record.
     *
     * @param version null when nothing that was signed by somebody known says
     */
    void untaken(String key, @Nullable Long version, Rejection rejection) {
        LOG.error(
                "event=ruleset_refused partition={} key={} reason={} why={}",
                partition.number(),
                key,
                rejection.reason(),
                rejection.detail());
        metrics.refused();
        if (key.equals(ACTIVE)) {
            news.refused(version, rejection);
        }
    }

    /** One that was taken turns out not to compile. */
    void uncompilable(WaitingRuleset waiting, String why, long now) {
        PublishedRuleset ruleset = waiting.ruleset();
        LOG.error(
                "event=ruleset_refused partition={} version={} digest={} why={}",
                partition.number(),
                ruleset.version(),
                ruleset.digest(),
                why);
        refuse(waiting, new Rejection(Reason.RULESET_INVALID, "the rules do not compile:\n" + why), now);
    }

    /** Who has signed one that was taken may not publish any more when its time has come. */
    void withdrawn(WaitingRuleset waiting, String why, long now) {
        LOG.error(
                "event=ruleset_refused partition={} version={} digest={} why={}",
                partition.number(),
                waiting.ruleset().version(),
                waiting.ruleset().digest(),
                why);
        refuse(
                waiting,
                new Rejection(
                        Reason.AUTHORITY_REFUSED,
                        why + "; who signed it might publish it then, and may not now that it is due"),
                now);
    }

    private void refuse(WaitingRuleset waiting, Rejection rejection, long now) {
        PublishedRuleset ruleset = waiting.ruleset();
        byte[] key = GovernanceStore.keyOf(ruleset.act());
        metrics.refused();
        if (ruleset.act().getAct().getShadow() == null) {
            news.refused(ruleset.version(), rejection);
        }
        outbound.deadLetter(
                key,
                DeadLetters.of(
                        waiting.coordinates(),
                        waiting.takenAt(),
                        key,
                        partition.codec().encode(Topic.GOVERNANCE, ruleset.act().getAct()),
                        rejection),
                now);
    }
}
