package dev.holdfast.rules;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.AdmissionRulebook;
import dev.holdfast.trust.admission.Opinion;
import dev.holdfast.trust.execution.Rulebook;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.AgendaFilter;
import org.kie.api.runtime.rule.ConsequenceException;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.runtime.rule.Match;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a compiled ruleset, about executions and about requests. One thread at a time; close it when done. */
public final class RulesEngine implements Rulebook, AdmissionRulebook, AutoCloseable {
    /** How many rules one evaluation may fire. */
    public static final int MAXIMUM_FIRINGS = 1_000;

    // A failing rule fails on each execution and with each heartbeat; the log needs it once.
    private static final int MAXIMUM_LOGGED = 100;

    private static final Logger LOG = LoggerFactory.getLogger(RulesEngine.class);

    private final CompiledRuleset ruleset;
    private final boolean logs;
    private final Set<String> logged = new HashSet<>();
    private final Notes notes;
    private final Findings findings;
    private final AdmissionNotes admission;
    private final LiveSession all;
    private final @Nullable LiveSession gated;
    private final LiveSession baseline;

    RulesEngine(CompiledRuleset ruleset, boolean logs) {
        this.ruleset = ruleset;
        this.logs = logs;
        this.notes = new Notes(ruleset.propertiesByRule());
        this.findings = new Findings(notes);
        this.admission = new AdmissionNotes(notes);
        this.all = new LiveSession(ruleset.network(), notes, findings, admission);
        Network behindGates = ruleset.gated().network();
        this.gated = behindGates == null ? null : new LiveSession(behindGates, notes, findings, admission);
        this.baseline = ruleset.baseline() == ruleset.network()
                ? all
                : new LiveSession(ruleset.baseline(), notes, findings, admission);
    }

    @Override
    public String digest() {
        return ruleset.digest();
    }

    @Override
    public Set<Capability> requiredCapabilities() {
        return ruleset.capabilities();
    }

    @Override
    public List<Finding> evaluate(ExecutionFacts facts) {
        ruleset.trial().onlooker().accept(facts);
        notes.begin(facts);
        Optional<Finding> failure = fire(all, facts, null, Severity.PAUSE, facts.executionId());
        if (gated != null && ruleset.gated().gates().open(facts)) {
            Optional<Finding> behindGates = fire(gated, facts, null, Severity.PAUSE, facts.executionId());
            // Of either it is said what fails of the whole ruleset.
            failure = failure.or(() -> behindGates);
        }
        List<Finding> found = findings.take();
        if (failure.isEmpty()) {
            notes.end();
            return found;
        }
        // What failed may have come before what finds something worse, in a consequence or already in a condition. The
        // baseline is asked by itself: nothing hides that.
        notes.begin(facts);
        fire(baseline, facts, RulesEngine::isOfBaseline, Severity.PAUSE, facts.executionId());
        notes.end();
        return Stream.of(found, findings.take(), List.of(failure.get()))
                .flatMap(List::stream)
                .sorted(Finding.ORDER)
                .distinct()
                .toList();
    }

    @Override
    public Opinion evaluate(AdmissionFacts facts) {
        ruleset.trial().onlooker().accept(facts);
        notes.begin(facts);
        Optional<Finding> failure = fire(all, facts, null, Severity.HALT, facts.executionId());
        notes.end();
        Opinion opinion = admission.take();
        List<Finding> denials = Stream.concat(opinion.denials().stream(), failure.stream())
                .sorted(Finding.ORDER)
                .toList();
        return new Opinion(denials, opinion.grounds());
    }

    @Override
    public void close() {
        all.discard();
        if (gated != null) {
            gated.discard();
        }
        baseline.discard();
    }

    private static boolean isOfBaseline(Match match) {
        return match.getRule().getPackageName().equals(Ruleset.BASELINE_PACKAGE);
    }

    /** Lets the rules of a session speak of one fact, all of them or those of a filter; what went wrong with them, if anything did. */
    private Optional<Finding> fire(
            LiveSession live, Record facts, @Nullable AgendaFilter filter, Severity onFailure, String executionId) {
        KieSession open = live.open();
        try {
            FactHandle handle = open.insert(facts);
            int fired = open.fireAllRules(ruleset.trial().within(filter), MAXIMUM_FIRINGS + 1);
            live.forget(handle);
            if (fired > MAXIMUM_FIRINGS) {
                return failed(live, onFailure, Finding.RULE_RUNAWAY, runaway(facts));
            }
            if (open.getFactCount() != 0) {
                // A rule that inserts facts would let one evaluation see what another one left.
                live.discard();
            }
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            Optional<String> told = error(facts, e);
            String message = told.orElseGet(() -> untold(e));
            log(executionId, message, told.isPresent() ? null : e);
            return failed(live, onFailure, Finding.RULE_ERROR, message);
        }
    }

    private Optional<Finding> failed(LiveSession live, Severity severity, String code, String message) {
        live.discard();
        return Optional.of(new Finding(code, severity, message, Finding.FLOOR, Collections.emptySortedMap()));
    }

    // In words of ours, both: what the engine says of one failure differs between its ways to evaluate, and a finding
    // is
    // the same to the byte each time.

    private String runaway(Record facts) {
        return ruleset.failures()
                .firingMost(facts, MAXIMUM_FIRINGS)
                .orElseGet(() -> "the rules fire more than " + MAXIMUM_FIRINGS + " times on one fact, rule `"
                        + notes.rule() + "` among them; write rules that do not set themselves off");
    }

    private Optional<String> error(Record facts, Throwable failure) {
        Optional<String> failing = ruleset.failures().failing(facts);
        return failing.isEmpty() && isTooMuch(failure) ? ruleset.failures().sayingMost(facts, Notes.MAXIMUM) : failing;
    }

    private static String untold(Throwable failure) {
        return (failure instanceof ConsequenceException consequence
                        ? "rule `" + consequence.getMatch().getRule().getName() + "` fails in its consequence"
                        : "a condition of a rule fails, and of which one cannot be told")
                + "; the evaluator's log says why";
    }

    /** Each failure once for each engine. The engine's own words stand in the log only where the message cannot say why. */
    private void log(String executionId, String message, @Nullable Throwable unexplained) {
        if (logs && logged.size() < MAXIMUM_LOGGED && logged.add(message)) {
            LOG.warn("event=rule_error ruleset={} execution={} detail={}", digest(), executionId, message, unexplained);
        }
    }

    private static boolean isTooMuch(Throwable failure) {
        return failure instanceof Notes.TooMuch
                || (failure.getCause() != null && failure.getCause() != failure && isTooMuch(failure.getCause()));
    }
}
