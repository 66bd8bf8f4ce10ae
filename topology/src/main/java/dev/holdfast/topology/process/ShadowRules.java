package dev.holdfast.topology.process;

import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.ShadowState;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.AdmissionJudge;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.shadow.Difference;
import dev.holdfast.trust.shadow.Outcome;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Judge;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ruleset on trial: asked what it makes of the facts that were decided on, once all that follows from the decision has left. What it says goes
 * into a record of its own and nowhere else. One that fails too often is asked no more. One thread; close it when done.
 */
final class ShadowRules implements Settlement.Onlooker, AutoCloseable {
    /** So many failures of one version on one partition, and it is asked no more there. */
    static final int MAXIMUM_FAILURES = 100;

    /** So many decisions may follow from one record before the first of them is compared. */
    static final int MAXIMUM_DEFERRED = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(ShadowRules.class);

    private final ActiveRules active;
    private final ShadowStore store;
    private final Outbound outbound;
    private final RuleMetrics metrics;
    private final Deque<Decided> decided = new ArrayDeque<>();
    private @Nullable RulesEngine engine;
    private ShadowState tally = new ShadowState();

    ShadowRules(ActiveRules active, ShadowStore store, Outbound outbound, RuleMetrics metrics) {
        this.active = active;
        this.store = store;
        this.outbound = outbound;
        this.metrics = metrics;
        tally.setVersion(0L);
    }

    /** What was decided, and how to ask for the same of other rules. */
    private record Decided(
            Outbound.Trigger trigger, long now, Outcome outcome, Function<RulesEngine, Outcome> question) {}

    /** Puts a ruleset on trial. One that was on trial under this version before goes on with its counts. */
    void begin(CompiledRuleset ruleset, long version) {
        end(version);
        tally = store.tally(version);
        engine = ruleset.newEngine();
        metrics.onTrial(version);
        if (isAbandoned()) {
            discard();
        }
    }

    /** Ends the trial, if there is one; from here on later versions alone can begin one. */
    void end(long version) {
        discard();
        tally = store.tally(version);
        metrics.onTrial(0);
    }

    /** Version of the last that was on trial, or that ended a trial; 0 before the first. */
    long version() {
        return tally.getVersion();
    }

    /** Whether a ruleset is being asked. */
    boolean isOnTrial() {
        return engine != null;
    }

    /** Whether it has failed so often that it is asked no more. */
    boolean isAbandoned() {
        return tally.getFailed() >= MAXIMUM_FAILURES;
    }

    /** Digest of the one that is being asked; empty when none is. */
    String digest() {
        return engine == null ? "" : engine.digest();
    }

    /** How many decisions have been compared, how many of them differ, in how many it failed. */
    ShadowState tally() {
        return tally;
    }

    /** Takes note of a decision about an execution. What has ended keeps what ended it, so it is not compared. */
    @Override
    public void decided(Outbound.Trigger trigger, Decision decision, long now) {
        if (engine == null || Position.of(decision.from()).isFinal()) {
            return;
        }
        defer(new Decided(
                trigger,
                now,
                Outcome.of(decision.verdict()),
                rules -> Outcome.of(Judge.judge(decision.facts(), rules.evaluate(decision.facts())))));
    }

    /** Takes note of an answer to a request. */
    void answered(Outbound.Trigger trigger, AdmissionFacts facts, Ruling ruling, long now) {
        if (engine == null) {
            return;
        }
        defer(new Decided(
                trigger,
                now,
                Outcome.of(ruling),
                rules -> Outcome.of(AdmissionJudge.judge(facts, rules.evaluate(facts)))));
    }

    private void defer(Decided each) {
        decided.add(each);
        if (decided.size() >= MAXIMUM_DEFERRED) {
            // A cascade over many: what it has brought about leaves first.
            outbound.signAndSend();
            compare();
        }
    }

    /** Compares what has been decided since; to be called when all that follows from it has left. */
    void compare() {
        if (decided.isEmpty()) {
            return;
        }
        for (Decided each = decided.poll(); each != null; each = decided.poll()) {
            if (engine != null) {
                compare(each, engine);
            }
        }
        store.keep(tally);
    }

    private void compare(Decided each, RulesEngine asked) {
        Outcome tried = each.question().apply(asked);
        Difference difference = Difference.between(each.outcome(), tried);
        tally.setCompared(tally.getCompared() + 1);
        tally.setDiffering(tally.getDiffering() + (difference.isNone() ? 0 : 1));
        tally.setFailed(tally.getFailed() + (tried.isFailure() ? 1 : 0));
        metrics.compared(!difference.isNone(), tried.isFailure());
        if (store.tell(each.trigger().key(), version(), difference)) {
            outbound.shadow(each.trigger(), record(each, tried, difference), each.now());
        }
        if (isAbandoned()) {
            LOG.error(
                    "event=shadow_abandoned partition={} version={} failures={}",
                    each.trigger().coordinates().getPartition(),
                    version(),
                    tally.getFailed());
            discard();
        }
    }

    private ShadowDifference record(Decided each, Outcome tried, Difference difference) {
        Outcome outcome = each.outcome();
        TriggerKind kind = each.trigger().kind();
        return ShadowDifference.newBuilder()
                .setDecidedAt(Instant.ofEpochMilli(each.now()))
                .setTrigger(each.trigger().coordinates())
                .setTriggerKind(kind)
                .setDiffers(!difference.isNone())
                .setRulesetDigest(active.digest())
                .setRulesetVersion(active.version())
                .setVerdict(outcome.verdict())
                .setFindings(outcome.findings().stream().map(Finding::toRecord).toList())
                .setAdmission(outcome.admission().orElse(null))
                .setShadowDigest(digest())
                .setShadowVersion(version())
                .setShadowVerdict(tried.verdict())
                .setShadowFindings(
                        tried.findings().stream().map(Finding::toRecord).toList())
                .setShadowAdmission(tried.admission().orElse(null))
                .build();
    }

    private void discard() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    @Override
    public void close() {
        discard();
    }
}
