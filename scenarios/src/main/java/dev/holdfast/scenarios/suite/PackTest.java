package dev.holdfast.scenarios.suite;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.play.Outcome;
import dev.holdfast.scenarios.play.Rehearsal;
import java.util.ArrayList;
import java.util.List;

/** Plays all scenarios of packs, each pack by itself. One thread. */
public final class PackTest {
    private final Rehearsal rehearsal = new Rehearsal();

    /** Plays them. Nothing is played of a pack that is faulty, or whose rules do not compile. */
    public PackResult run(TestedPack tested) {
        String name = tested.pack().name();
        if (!tested.faults().isEmpty()) {
            return new PackResult(name, tested.faults(), List.of());
        }
        CompiledRuleset rules;
        try {
            rules = CompiledRuleset.compile(tested.ruleset());
        } catch (CompiledRuleset.Broken broken) {
            return new PackResult(
                    name,
                    broken.faults().stream()
                            .map(CompiledRuleset.Fault::toString)
                            .toList(),
                    List.of());
        }
        var outcomes = new ArrayList<Outcome>();
        for (Scenario scenario : tested.scenarios()) {
            outcomes.add(rehearsal.play(scenario, rules));
        }
        return new PackResult(name, List.of(), List.copyOf(outcomes));
    }
}
