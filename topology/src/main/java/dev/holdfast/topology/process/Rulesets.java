package dev.holdfast.topology.process;

import dev.holdfast.record.Deadline;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.Tick;
import dev.holdfast.record.Walk;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings published rulesets into force on a partition. One that is taken is compiled beside the stream thread; when that is done and its time
 * has come, this evaluator sends itself a tick, and where that is read back the rules are swapped: at one place of the partition's inputs, which
 * a replay finds again. Then the executions are judged anew, a few at a time. One thread.
 */
final class Rulesets {
    private static final Logger LOG = LoggerFactory.getLogger(Rulesets.class);

    private final OwnPartition partition;
    private final RulesetCompiler compiler;
    private final ActiveRules active;
    private final GovernanceStore acts;
    private final RulesetRefusals refusals;
    private final Governance governance;
    private final RulesetNews news;
    private final RuleMetrics metrics;
    private final Walks walks;
    private @Nullable WaitingRuleset waiting;

    Rulesets(
            OwnPartition partition,
            RulesetCompiler compiler,
            Governance governance,
            ActiveRules active,
            GovernanceStore acts,
            RulesetRefusals refusals,
            RulesetNews news,
            RuleMetrics metrics,
            Walks walks) {
        this.partition = partition;
        this.compiler = compiler;
        this.governance = governance;
        this.active = active;
        this.acts = acts;
        this.refusals = refusals;
        this.news = news;
        this.metrics = metrics;
        this.walks = walks;
    }

    /**
     * Takes up what was in force before; waits until it is compiled.
     *
     * @throws IllegalStateException when what was in force does not compile any more: nothing may be decided by other rules
     */
    void start() {
        GovernanceState before = acts.get(GovernanceStore.RULESET_ACTIVE);
        if (before != null) {
            PublishedRuleset ruleset = PublishedRuleset.of(before);
            try {
                active.swap(compiler.compile(ruleset.files()).join(), ruleset.version());
            } catch (CompletionException e) {
                throw new IllegalStateException(
                        "the ruleset in force, version " + ruleset.version() + " (" + ruleset.digest()
                                + "), does not compile with this evaluator; start the evaluator that compiled it and"
                                + " publish another one:\n" + WaitingRuleset.reason(e),
                        e);
            }
        }
        metrics.inForce(active.version());
        GovernanceState pending = acts.get(GovernanceStore.RULESET_PENDING);
        if (pending != null) {
            await(PublishedRuleset.of(pending));
        }
    }

    /** Takes one that policy authors have published, in place of another one that still waits. */
    void take(GovernanceState act, Settlement.Cause cause) throws Rejected {
        PublishedRuleset ruleset = PublishedRuleset.of(act);
        ruleset.verify();
        if (known(ruleset)) {
            return;
        }
        long newest = Math.max(
                active.version(), waiting == null ? 0 : waiting.ruleset().version());
        if (ruleset.version() <= newest) {
            throw new Rejected(
                    Reason.GOVERNANCE_ROLLED_BACK,
                    "expected a version of the ruleset above " + newest + ", found " + ruleset.version()
                            + (ruleset.version() == newest ? " with other content" : ""));
        }
        act.setWalk(Walk.newBuilder()
                .setOffset(cause.coordinates().getOffset())
                .setTakenAt(cause.appendedAt())
                .build());
        acts.put(GovernanceStore.RULESET_PENDING, act);
        await(ruleset);
    }

    private void await(PublishedRuleset ruleset) {
        waiting = new WaitingRuleset(partition, Deadline.RULESET, ruleset, compiler.compile(ruleset.files()));
        news.waits(ruleset);
    }

    /** The same again, in force or waiting. */
    private boolean known(PublishedRuleset ruleset) {
        boolean inForce = ruleset.version() == active.version()
                && ruleset.digest().equals(active.digest())
                && Set.copyOf(ruleset.content().getCapabilities())
                        .equals(active.engine().requiredCapabilities());
        return inForce || waiting != null && waiting.ruleset().says(ruleset);
    }

    /** Sends the tick for one that is ready; see {@link WaitingRuleset#look}. */
    void look(long wallClock, long reached) {
        if (waiting != null) {
            waiting.look(wallClock, reached);
        }
    }

    /**
     * Brings the one that a tick stands for into force, or refuses it.
     *
     * @param now when the broker appended the tick, in epoch milliseconds
     */
    void take(Tick tick, long now) {
        WaitingRuleset due = waiting;
        if (due == null || !due.isMeantBy(tick, now)) {
            return;
        }
        waiting = null;
        news.waitsNoMore();
        acts.delete(GovernanceStore.RULESET_PENDING);
        Judgment judgment =
                governance.mayPublish(Governance.signersOf(due.ruleset().act()), now);
        if (!judgment.isValid()) {
            refusals.withdrawn(due, judgment.outcome() + ": " + judgment.detail(), now);
            return;
        }
        CompiledRuleset compiled;
        try {
            compiled = due.compiled();
        } catch (CompletionException e) {
            refusals.uncompilable(due, WaitingRuleset.reason(e), now);
            return;
        }
        PublishedRuleset ruleset = due.ruleset();
        var cause = new Settlement.Cause(due.coordinates(), now);
        active.swap(compiled, ruleset.version());
        metrics.inForce(ruleset.version());
        ruleset.act().setWalk(null);
        acts.put(GovernanceStore.RULESET_ACTIVE, ruleset.act());
        LOG.info(
                "event=ruleset_in_force partition={} version={} digest={} capabilities={} baseline_replaced={}",
                partition.number(),
                ruleset.version(),
                ruleset.digest(),
                compiled.capabilities(),
                ruleset.content().getBaselineReplaced());
        GovernanceState walked = GovernanceState.newBuilder(ruleset.act())
                .setAct(GovernanceRecord.newBuilder()
                        .setRuleset(ruleset.withoutFiles())
                        .build())
                .build();
        walks.begin(walked, cause);
    }
}
