package dev.holdfast.scenarios.suite;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Trial;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.play.Outcome;
import dev.holdfast.scenarios.play.Rehearsal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Plays all scenarios of packs, each pack by itself. One thread. */
public final class PackTest {
    private final Rehearsal rehearsal = new Rehearsal();
    private final boolean mutating;

    /** @param mutating whether mutants of the rules are tried as well */
    public PackTest(boolean mutating) {
        this.mutating = mutating;
    }

    /**
     * Plays them. Nothing is played of a pack that is faulty, or whose rules do not compile.
     *
     * @throws IllegalArgumentException when there are too many mutants
     */
    public PackResult run(TestedPack tested) {
        String name = tested.pack().name();
        if (!tested.faults().isEmpty()) {
            return PackResult.faulty(name, tested.faults());
        }
        CompiledRuleset rules;
        try {
            rules = CompiledRuleset.compile(tested.ruleset());
        } catch (CompiledRuleset.Broken broken) {
            return PackResult.faulty(
                    name,
                    broken.faults().stream()
                            .map(CompiledRuleset.Fault::toString)
                            .toList());
        }
        var outcomes = new ArrayList<Outcome>();
        var factsOf = new LinkedHashMap<Scenario, List<Record>>();
        for (Scenario scenario : tested.scenarios()) {
            var facts = new ArrayList<Record>();
            outcomes.add(rehearsal.play(scenario, rules.on(Trial.watchedBy(facts::add))));
            factsOf.put(scenario, facts);
        }
        List<DrlFile> files =
                tested.pack().files().stream().map(DrlReader::read).toList();
        Coverage coverage = Coverage.of(
                files, factsOf.values().stream().flatMap(List::stream).toList());
        boolean passed = outcomes.stream().allMatch(Outcome::passed);
        Optional<Mutation> mutation = mutating && passed
                ? Optional.of(Mutation.of(files, tested.ruleset(), factsOf, rehearsal))
                : Optional.empty();
        return new PackResult(name, List.of(), List.copyOf(outcomes), coverage, mutation);
    }
}
