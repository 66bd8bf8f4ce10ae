package dev.holdfast.scenarios.suite;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Probes;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.Trial;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.vary.Mutant;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.play.Rehearsal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which changes of rules no scenario notices.
 *
 * @param mutants how many there are
 * @param survivors those that every scenario let pass
 */
public record Mutation(int mutants, List<SurvivingMutant> survivors) {
    /** The most mutants of one pack. */
    public static final int MAXIMUM_MUTANTS = 2_000;

    private static final String MUTANTS = "dev.holdfast.packs.mutant";

    /**
     * Tries all mutants of a pack's rules.
     *
     * <p>Up to the first facts on which a mutant holds otherwise than its rule, both lead to the same: so only scenarios with such facts are played again.
     *
     * @param files the pack's rules
     * @param ruleset in which they are tested
     * @param factsOf what the rules saw in each scenario
     * @throws IllegalArgumentException when there are too many mutants
     */
    static Mutation of(List<DrlFile> files, Ruleset ruleset, Map<Scenario, List<Record>> factsOf, Rehearsal rehearsal) {
        var mutants = new ArrayList<Mutant>();
        var all = new ArrayList<DrlFile>();
        ruleset.files().forEach(file -> all.add(DrlReader.read(new DrlText(file.path(), file.text()))));
        var packages = new ArrayList<String>();
        for (DrlFile file : files) {
            for (DrlRule rule : Coverage.judging(file)) {
                for (Mutant mutant : Mutant.of(file, rule)) {
                    all.add(new DrlFile(file.source(), MUTANTS + mutants.size(), List.of(mutant.mutated()), List.of()));
                    mutants.add(mutant);
                    packages.add(file.packageName());
                }
            }
        }
        if (mutants.size() > MAXIMUM_MUTANTS) {
            throw new IllegalArgumentException(
                    "expected at most " + MAXIMUM_MUTANTS + " mutants of a pack, found " + mutants.size());
        }
        CompiledRuleset compiled;
        try {
            compiled = Probes.compile(ruleset, all);
        } catch (CompiledRuleset.Broken e) {
            throw new IllegalStateException("expected mutants to compile as their rules did", e);
        }
        Map<Integer, Set<Scenario>> telling = telling(mutants, packages, compiled, factsOf);
        var survivors = new ArrayList<SurvivingMutant>();
        for (int number = 0; number < mutants.size(); number++) {
            Mutant mutant = mutants.get(number);
            CompiledRuleset changed = compiled.on(trial(number, packages.get(number), mutant));
            boolean killed = telling.getOrDefault(number, Set.of()).stream()
                    .anyMatch(scenario -> !rehearsal.play(scenario, changed).passed());
            if (!killed) {
                survivors.add(new SurvivingMutant(
                        mutant.path(), mutant.line(), mutant.original().name(), mutant.change()));
            }
        }
        return new Mutation(mutants.size(), List.copyOf(survivors));
    }

    private static Trial trial(int number, String packageName, Mutant mutant) {
        String name = mutant.original().name();
        String own = MUTANTS + number;
        return Trial.of((each, rule) ->
                each.startsWith(MUTANTS) ? each.equals(own) : !(each.equals(packageName) && rule.equals(name)));
    }

    /** The scenarios in which mutants hold otherwise than their rules, by the mutants' numbers. */
    private static Map<Integer, Set<Scenario>> telling(
            List<Mutant> mutants,
            List<String> packages,
            CompiledRuleset compiled,
            Map<Scenario, List<Record>> factsOf) {
        var telling = new TreeMap<Integer, Set<Scenario>>();
        try (Probes probes = Probes.of(compiled)) {
            factsOf.forEach((scenario, facts) -> {
                var open = new TreeSet<Integer>();
                for (int number = 0; number < mutants.size(); number++) {
                    open.add(number);
                }
                for (Record each : facts) {
                    Set<String> holding = probes.holding(each);
                    open.removeIf(number -> {
                        String name = mutants.get(number).original().name();
                        boolean differs = holding.contains(packages.get(number) + "/" + name)
                                != holding.contains(MUTANTS + number + "/" + name);
                        if (differs) {
                            telling.computeIfAbsent(number, any -> new LinkedHashSet<>())
                                    .add(scenario);
                        }
                        return differs;
                    });
                }
            });
        }
        return telling;
    }
}
