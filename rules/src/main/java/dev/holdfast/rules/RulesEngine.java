package dev.holdfast.rules;

import dev.holdfast.record.Severity;
import dev.holdfast.trust.execution.Rulebook;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.AgendaFilter;
import org.kie.api.runtime.rule.FactHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a compiled ruleset. One thread at a time; close it when done. */
public final class RulesEngine implements Rulebook, AutoCloseable {
    /** How many rules one evaluation may fire. */
    public static final int MAXIMUM_FIRINGS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(RulesEngine.class);

    private final CompiledRuleset ruleset;
    private final Findings findings;
    private @Nullable KieSession session;

    RulesEngine(CompiledRuleset ruleset) {
        this.ruleset = ruleset;
        this.findings = new Findings(ruleset.propertiesByRule());
    }

    @Override
    public String digest() {
        return ruleset.digest();
    }

    @Override
    public List<Finding> evaluate(ExecutionFacts facts) {
        Optional<Finding> failure = fire(facts, null);
        List<Finding> found = findings.end();
        if (failure.isEmpty()) {
            return found;
        }
        // What failed may have come before what finds something worse. The baseline is asked by itself: nothing hides
        // that.
        fire(facts, match -> match.getRule().getPackageName().equals(Ruleset.BASELINE_PACKAGE));
        return Stream.of(found, findings.end(), List.of(failure.get()))
                .flatMap(List::stream)
                .sorted(Finding.ORDER)
                .distinct()
                .toList();
    }

    /** Fires the rules, all of them or those of a filter; empty, or what came between. */
    private Optional<Finding> fire(ExecutionFacts facts, @Nullable AgendaFilter filter) {
        KieSession open = session();
        findings.begin(facts);
        try {
            FactHandle handle = open.insert(facts);
            int fired = open.fireAllRules(filter, MAXIMUM_FIRINGS + 1);
            open.delete(handle);
            if (fired > MAXIMUM_FIRINGS) {
                return Optional.of(failed(
                        "RULE_RUNAWAY",
                        "the rules fired more than " + MAXIMUM_FIRINGS + " times on one fact; a rule loops"));
            }
            if (open.getFactCount() != 0) {
                // A rule that inserts facts would let one evaluation see what another one left.
                discard();
            }
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.warn("event=rule_error ruleset={} execution={}", digest(), facts.executionId(), e);
            return Optional.of(failed("RULE_ERROR", "a rule failed: " + rootOf(e)));
        }
    }

    @Override
    public void close() {
        discard();
    }

    private Finding failed(String code, String message) {
        discard();
        return new Finding(code, Severity.PAUSE, message, Finding.FLOOR, Collections.emptySortedMap());
    }

    private KieSession session() {
        KieSession open = session;
        if (open == null) {
            open = ruleset.base().newKieSession();
            open.setGlobal("findings", findings);
            open.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void beforeMatchFired(BeforeMatchFiredEvent event) {
                    findings.firing(event.getMatch().getRule().getName());
                }
            });
            session = open;
        }
        return open;
    }

    private void discard() {
        if (session != null) {
            session.dispose();
            session = null;
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
