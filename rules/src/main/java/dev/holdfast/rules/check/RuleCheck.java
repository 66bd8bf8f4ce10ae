package dev.holdfast.rules.check;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.drl.RuleNames;
import dev.holdfast.rules.pack.Pack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Checks packs. Nothing is compiled or run of what the policy refuses; what it accepts is compiled, and rules with several patterns are run to
 * measure them.
 */
public final class RuleCheck {
    private static final Set<String> SHIPPED = Set.of("baseline", "admission");
    // Each takes a compilation.
    private static final int MAXIMUM_MEASURED = 10;

    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final LongSupplier nanoClock;

    private RuleCheck(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Checks packs that are to be in force together.
     *
     * @param nanoClock a clock that only rises, in nanoseconds, to measure rules by
     */
    public static Report check(List<Pack> packs, LongSupplier nanoClock) {
        return new RuleCheck(nanoClock).run(packs);
    }

    private Report run(List<Pack> packs) {
        var byPack = new LinkedHashMap<String, List<DrlFile>>();
        for (Pack pack : packs) {
            diagnostics.addAll(pack.faults());
            List<DrlFile> files = pack.files().stream().map(DrlReader::read).toList();
            if (byPack.put(pack.name(), files) != null) {
                diagnostics.add(Diagnostic.of(
                        pack.name(), Problem.PACK, "expected packs of different names, found two", "rename a folder"));
            }
        }
        List<DrlFile> files = byPack.values().stream().flatMap(List::stream).toList();
        files.forEach(file -> diagnostics.addAll(file.diagnostics()));
        diagnostics.addAll(RuleNames.duplicates(files));
        diagnostics.addAll(Declarations.check(packs, byPack, SHIPPED));
        diagnostics.addAll(Sameness.duplicates(files));
        files.forEach(file -> file.rules().forEach(rule -> checkMeaning(file, rule)));
        if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
            compile(packs, files);
        }
        if (diagnostics.stream().noneMatch(Diagnostic::isError)) {
            measure(files);
        }
        int rules = files.stream().mapToInt(file -> file.rules().size()).sum();
        return new Report(
                List.copyOf(byPack.keySet()),
                rules,
                diagnostics.stream().distinct().sorted(Diagnostic.ORDER).toList());
    }

    private void checkMeaning(DrlFile file, DrlRule rule) {
        if (Formula.isImpossible(Meaning.of(rule))) {
            add(
                    file,
                    rule,
                    Problem.UNREACHABLE,
                    "expected a rule that can fire, found conditions that contradict one another",
                    "");
        } else if (rule.condition()
                .facts()
                .map(Condition.Fact::type)
                .distinct()
                .allMatch(type -> Meaning.isAlways(rule, type))) {
            add(
                    file,
                    rule,
                    Problem.ALWAYS_FIRES,
                    "expected a condition that can fail, found none",
                    "whatever the rule finds, it finds for every execution or request");
        }
        diagnostics.addAll(Presence.warnings(file, rule));
        if (rule.sayings().isEmpty()) {
            add(
                    file,
                    rule,
                    Problem.FINDS_NOTHING,
                    "expected a rule that finds something, found an empty consequence",
                    "");
        }
    }

    /** Compiles them as they would be published. */
    private void compile(List<Pack> packs, List<DrlFile> files) {
        Map<String, DrlText> sources = new LinkedHashMap<>();
        files.forEach(file -> sources.put(file.source().path(), file.source()));
        try {
            CompiledRuleset.compile(Pack.withBaseline(packs));
        } catch (CompiledRuleset.Broken broken) {
            for (CompiledRuleset.Fault fault : broken.faults()) {
                DrlText source = sources.get(fault.path());
                diagnostics.add(
                        source == null
                                ? Diagnostic.of(fault.path(), Problem.COMPILE, fault.text(), "")
                                : Diagnostic.at(
                                        source, source.offsetOf(fault.line()), 1, Problem.COMPILE, fault.text(), ""));
            }
        } catch (IllegalArgumentException tooLarge) {
            diagnostics.add(Diagnostic.of("", Problem.TOO_LARGE, String.valueOf(tooLarge.getMessage()), ""));
        }
    }

    private void measure(List<DrlFile> files) {
        var cost = new JoinCost(nanoClock);
        int measured = 0;
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                if (JoinCost.isJoin(rule) && measured++ < MAXIMUM_MEASURED) {
                    diagnostics.add(cost.measure(file, rule));
                }
            }
        }
    }

    private void add(DrlFile file, DrlRule rule, Problem problem, String message, String hint) {
        diagnostics.add(Diagnostic.at(
                file.source(), rule.offset(), "rule ".length() + rule.name().length() + 2, problem, message, hint));
    }
}
