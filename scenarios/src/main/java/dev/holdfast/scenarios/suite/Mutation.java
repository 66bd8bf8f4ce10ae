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
     * <p>A mutant that fails on such facts, as one whose guard is dropped does, would fail for all others that it is compiled with; so it is played by
     * itself. Up to the first facts on which a mutant holds otherwise than its rule, both lead to the same: so only scenarios with such facts are played again.
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
        CompiledRuleset compiled = compile(ruleset, all);
        Map<Integer, Set<Scenario>> telling = telling(mutants, packages, compiled, factsOf);
        Map<Integer, Set<Scenario>> failing = failing(mutants, compiled, factsOf);
        failing.forEach((number, scenarios) ->
                telling.computeIfAbsent(number, any -> new LinkedHashSet<>()).addAll(scenarios));
        List<DrlFile> sound = all.stream()
                .filter(file -> failing.keySet().stream()
                        .noneMatch(number -> file.packageName().equals(MUTANTS + number)))
                .toList();
        CompiledRuleset together = failing.isEmpty() ? compiled : compile(ruleset, sound);
        var survivors = new ArrayList<SurvivingMutant>();
        for (int number = 0; number < mutants.size(); number++) {
            Mutant mutant = mutants.get(number);
            CompiledRuleset among = failing.containsKey(number) ? alone(number, ruleset, all) : together;
            CompiledRuleset changed = among.on(trial(number, packages.get(number), mutant));
            boolean killed = telling.getOrDefault(number, Set.of()).stream()
                    .anyMatch(scenario -> !rehearsal.play(scenario, changed).passed());
            if (!killed) {
                survivors.add(new SurvivingMutant(
                        mutant.path(), mutant.line(), mutant.original().name(), mutant.change()));
            }
        }
        return new Mutation(mutants.size(), List.copyOf(survivors));
    }

    private static CompiledRuleset alone(int number, Ruleset ruleset, List<DrlFile> all) {
        String own = MUTANTS + number;
        return compile(
                ruleset,
                all.stream()
                        .filter(file -> !file.packageName().startsWith(MUTANTS)
                                || file.packageName().equals(own))
                        .toList());
    }

    private static CompiledRuleset compile(Ruleset ruleset, List<DrlFile> files) {
        try {
            return Probes.compile(ruleset, files);
        } catch (CompiledRuleset.Broken e) {
            throw new IllegalStateException("expected mutants to compile as their rules did", e);
        }
    }

    /** The scenarios in which mutants fail, by the mutants' numbers. */
    private static Map<Integer, Set<Scenario>> failing(
            List<Mutant> mutants, CompiledRuleset compiled, Map<Scenario, List<Record>> factsOf) {
        var failing = new TreeMap<Integer, Set<Scenario>>();
        try (Probes probes = Probes.of(compiled)) {
            factsOf.forEach((scenario, facts) -> {
                var names = new TreeSet<String>();
                facts.forEach(each -> names.addAll(probes.failing(each)));
                for (int number = 0; number < mutants.size(); number++) {
                    if (names.contains(MUTANTS + number + "/"
                            + mutants.get(number).original().name())) {
                        failing.computeIfAbsent(number, any -> new LinkedHashSet<>())
                                .add(scenario);
                    }
                }
            });
        }
        return failing;
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
                    Set<String> holding = probes.holdingEach(each);
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
