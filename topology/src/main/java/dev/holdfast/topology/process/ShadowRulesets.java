package dev.holdfast.topology.process;

import dev.holdfast.record.Deadline;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.Tick;
import dev.holdfast.record.Walk;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts published rulesets on trial on a partition, as {@link Rulesets} brings them into force; the versions of trials are counted apart. After a
 * restart the trial goes on once its rules are compiled: no decision waits for that. One thread.
 */
final class ShadowRulesets {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowRulesets.class);

    private final OwnPartition partition;
    private final RulesetCompiler compiler;
    private final ShadowRules shadow;
    private final GovernanceStore acts;
    private final RulesetRefusals refusals;
    private @Nullable WaitingRuleset waiting;

    ShadowRulesets(
            OwnPartition partition,
            RulesetCompiler compiler,
            ShadowRules shadow,
            GovernanceStore acts,
            RulesetRefusals refusals) {
        this.partition = partition;
        this.compiler = compiler;
        this.shadow = shadow;
        this.acts = acts;
        this.refusals = refusals;
    }

    /** Takes up what was on trial before, without waiting for it. */
    void start() {
        GovernanceState before = acts.get(GovernanceStore.SHADOW_ACTIVE);
        GovernanceState pending = acts.get(GovernanceStore.SHADOW_PENDING);
        if (before != null) {
            shadow.end(PublishedRuleset.of(before).version());
        }
        if (pending != null) {
            await(PublishedRuleset.of(pending));
        } else if (before != null && !PublishedRuleset.of(before).endsTrial()) {
            await(PublishedRuleset.of(before));
        }
    }

    /** Takes one that policy authors have published, or their word that the trial is over. */
    void take(GovernanceState act, Settlement.Cause cause) throws Rejected {
        PublishedRuleset ruleset = PublishedRuleset.of(act);
        if (!ruleset.endsTrial()) {
            ruleset.verify();
        }
        if (known(ruleset)) {
            return;
        }
        long newest = Math.max(
                shadow.version(), waiting == null ? 0 : waiting.ruleset().version());
        if (ruleset.version() <= newest) {
            throw new Rejected(
                    Reason.GOVERNANCE_ROLLED_BACK,
                    "expected a version of the shadow above " + newest + ", found " + ruleset.version()
                            + (ruleset.version() == newest ? " with other content" : ""));
        }
        act.setWalk(Walk.newBuilder()
                .setOffset(cause.coordinates().getOffset())
                .setTakenAt(cause.appendedAt())
                .build());
        if (ruleset.endsTrial()) {
            end(act, ruleset.version());
        } else {
            acts.put(GovernanceStore.SHADOW_PENDING, act);
            await(ruleset);
        }
    }

    private void await(PublishedRuleset ruleset) {
        waiting = new WaitingRuleset(partition, Deadline.SHADOW, ruleset, compiler.compileAside(ruleset.files()));
    }

    private void end(GovernanceState act, long version) {
        waiting = null;
        acts.delete(GovernanceStore.SHADOW_PENDING);
        acts.put(GovernanceStore.SHADOW_ACTIVE, act);
        shadow.end(version);
        LOG.info("event=shadow_ended partition={} version={}", partition.number(), version);
    }

    /** The same again, on trial or waiting. */
    private boolean known(PublishedRuleset ruleset) {
        GovernanceState before = acts.get(GovernanceStore.SHADOW_ACTIVE);
        return before != null && PublishedRuleset.of(before).says(ruleset)
                || waiting != null && waiting.ruleset().says(ruleset);
    }

    /** Sends the tick for one that is ready; see {@link WaitingRuleset#look}. */
    void look(long wallClock, long reached) {
        if (waiting != null) {
            waiting.look(wallClock, reached);
        }
    }

    /**
     * Puts the one that a tick stands for on trial, or refuses it.
     *
     * @param now when the broker appended the tick, in epoch milliseconds
     */
    void take(Tick tick, long now) {
        WaitingRuleset due = waiting;
        if (due == null || !due.isMeantBy(tick, now)) {
            return;
        }
        waiting = null;
        acts.delete(GovernanceStore.SHADOW_PENDING);
        PublishedRuleset ruleset = due.ruleset();
        CompiledRuleset compiled;
        try {
            compiled = due.compiled();
        } catch (CompletionException e) {
            refuse(due, WaitingRuleset.reason(e), now);
            return;
        }
        acts.put(GovernanceStore.SHADOW_ACTIVE, ruleset.act());
        shadow.begin(compiled, ruleset.version());
        LOG.info(
                "event=shadow_on_trial partition={} version={} digest={}",
                partition.number(),
                ruleset.version(),
                ruleset.digest());
    }

    private void refuse(WaitingRuleset due, String why, long now) {
        refusals.uncompilable(due, why, now);
        GovernanceState before = acts.get(GovernanceStore.SHADOW_ACTIVE);
        if (before == null || shadow.isOnTrial()) {
            return;
        }
        PublishedRuleset interrupted = PublishedRuleset.of(before);
        if (interrupted.says(due.ruleset())) {
            // What was on trial before a restart does not compile with this evaluator: that trial is over.
            before.getAct().setShadow(interrupted.withoutFiles());
            before.getAct().getShadow().setDigest("");
            end(before, interrupted.version());
        } else if (!interrupted.endsTrial()) {
            await(interrupted);
        }
    }
}
