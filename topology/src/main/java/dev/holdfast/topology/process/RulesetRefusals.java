package dev.holdfast.topology.process;

import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says loudly that a ruleset is refused: in the log, in a metric and, once it had been taken, as a dead letter. One thread. */
final class RulesetRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(RulesetRefusals.class);

    private final OwnPartition partition;
    private final Outbound outbound;
    private final RuleMetrics metrics;

    RulesetRefusals(OwnPartition partition, Outbound outbound, RuleMetrics metrics) {
        this.partition = partition;
        this.outbound = outbound;
        this.metrics = metrics;
    }

    /** One is refused that was not taken; its dead letter is written by whoever rejects the record. */
    void untaken(String key, Rejection rejection) {
        LOG.error(
                "event=ruleset_refused partition={} key={} reason={} why={}",
                partition.number(),
                key,
                rejection.reason(),
                rejection.detail());
        metrics.refused();
    }

    /** One that was taken turns out not to compile. */
    void uncompilable(WaitingRuleset waiting, String why, long now) {
        PublishedRuleset ruleset = waiting.ruleset();
        byte[] key = GovernanceStore.keyOf(ruleset.act());
        LOG.error(
                "event=ruleset_refused partition={} version={} digest={} why={}",
                partition.number(),
                ruleset.version(),
                ruleset.digest(),
                why);
        metrics.refused();
        outbound.deadLetter(
                key,
                DeadLetters.of(
                        waiting.coordinates(),
                        waiting.takenAt(),
                        key,
                        partition.codec().encode(Topic.GOVERNANCE, ruleset.act().getAct()),
                        new Rejection(Reason.RULESET_INVALID, "the rules do not compile:\n" + why)),
                now);
    }
}
