package dev.holdfast.rules.check;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Measures what rules over several patterns cost, each by itself, beside a rule with one pattern, on this machine. */
final class JoinCost {
    /** How many evaluations are timed, after as many that are not. */
    static final int EVALUATIONS = 5_000;

    // What a rule with one pattern is measured with; its condition fails, as most do.
    private static final String ALONE = """
            package dev.holdfast.packs.local
            import dev.holdfast.trust.facts.ExecutionFacts
            rule "alone" when ExecutionFacts( depth > 1 ) then end
            """;

    private final LongSupplier nanoClock;

    /** @param nanoClock a clock that only rises, in nanoseconds */
    JoinCost(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    static boolean isJoin(DrlRule rule) {
        return rule.condition().facts().count() > 1;
    }

    /** A warning for a rule that joins, with what it costs. */
    Diagnostic measure(DrlFile file, DrlRule rule) {
        boolean aboutRequests =
                rule.condition().facts().anyMatch(fact -> fact.type().fact() == AdmissionFacts.class);
        String alone = micros(nanosOf(List.of(new Ruleset.RuleFile("local/alone.drl", ALONE)), false));
        String joined =
                micros(nanosOf(List.of(new Ruleset.RuleFile(file.source().path(), only(file, rule))), aboutRequests));
        long patterns = rule.condition().facts().count();
        Condition.Fact second = rule.condition().facts().skip(1).findFirst().orElseThrow();
        return Diagnostic.at(
                file.source(),
                second.offset(),
                second.type().name().length(),
                Problem.JOIN,
                "expected one pattern, found " + patterns + ": " + joined
                        + " us for an evaluation with this rule alone, " + alone + " us with a rule of one pattern ("
                        + EVALUATIONS + " evaluations here)",
                "all patterns meet the same fact: write their conditions into one");
    }

    private double nanosOf(List<Ruleset.RuleFile> files, boolean aboutRequests) {
        try (RulesEngine engine = CompiledRuleset.compile(Ruleset.of(files)).newEngine()) {
            Runnable evaluation = evaluation(engine, aboutRequests);
            run(evaluation);
            long before = nanoClock.getAsLong();
            run(evaluation);
            return (nanoClock.getAsLong() - before) / (double) EVALUATIONS;
        } catch (CompiledRuleset.Broken e) {
            throw new IllegalStateException("a rule that compiled with others does not compile alone", e);
        }
    }

    private static Runnable evaluation(RulesEngine engine, boolean aboutRequests) {
        AdmissionFacts request = FactKind.of(AdmissionFacts.class).with(Map.of());
        ExecutionFacts execution = FactKind.of(ExecutionFacts.class).with(Map.of());
        return aboutRequests ? () -> engine.evaluate(request) : () -> engine.evaluate(execution);
    }

    private static void run(Runnable evaluation) {
        for (int i = 0; i < EVALUATIONS; i++) {
            evaluation.run();
        }
    }

    /** The file with this rule alone. */
    private static String only(DrlFile file, DrlRule rule) {
        String text = file.source().text();
        String head = text.substring(
                0, file.rules().stream().mapToInt(DrlRule::offset).min().orElse(0));
        return head + text.substring(rule.offset(), rule.end());
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1_000);
    }
}
