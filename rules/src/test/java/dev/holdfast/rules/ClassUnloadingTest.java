package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.drools.base.definitions.rule.impl.RuleImpl;
import org.junit.jupiter.api.Test;

/** What a ruleset that was replaced leaves behind: nothing, or an evaluator in service would run out of memory for classes. */
class ClassUnloadingTest {
    /** More than what Drools evaluates before it makes classes of conditions. */
    private static final int EVALUATIONS = 200;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final ExecutionFacts GOOD =
            Situation.good().state(state -> state.setSequenceGap(9)).facts();
    private static final ExecutionFacts FAILING =
            Situation.good().state(state -> state.setSequenceGap(0)).facts();

    private static CompiledRuleset ruleset(int number) throws CompiledRuleset.Broken {
        List<Ruleset.RuleFile> files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("swaps/swaps.drl", """
                package dev.holdfast.packs.swaps
                import dev.holdfast.trust.facts.ExecutionFacts
                global dev.holdfast.rules.Findings findings
                rule "swapped" when ExecutionFacts( (silenceMillis + 100) %% sequenceGap < 100, depth < %d ) then findings.pause("SWAPPED", "swapped"); end
                """.formatted(number)));
        return CompiledRuleset.compile(Ruleset.of(files));
    }

    /** A reference to the loader of the classes that were made for a ruleset. */
    private static WeakReference<ClassLoader> loader(CompiledRuleset ruleset) {
        var rule = (RuleImpl) ruleset.network().base().getRule("dev.holdfast.packs.swaps", "swapped");
        return new WeakReference<>(rule.getConsequence().getClass().getClassLoader());
    }

    /** Decides, with failures in between: they are what the baseline's own network is for. */
    private static void decide(RulesEngine engine) {
        for (int evaluation = 0; evaluation < EVALUATIONS; evaluation++) {
            ExecutionFacts facts = evaluation % 50 == 0 ? FAILING : GOOD;
            assertThat(engine.evaluate(facts))
                    .extracting(Finding::code)
                    .isEqualTo(List.of(facts == GOOD ? "SEQUENCE_GAP" : "RULE_ERROR", "SWAPPED")
                            .subList(0, facts == GOOD ? 2 : 1));
        }
    }

    private static boolean isCleared(WeakReference<ClassLoader> loader) {
        System.gc();
        return loader.get() == null;
    }

    /** In a frame of its own: nothing of it stays on the stack. */
    private static WeakReference<ClassLoader> decideAndReplace() throws CompiledRuleset.Broken {
        CompiledRuleset ruleset = ruleset(1);
        try (RulesEngine engine = ruleset.newEngine()) {
            decide(engine);
        }
        return loader(ruleset);
    }

    @Test
    void shouldUnloadTheClassesOfARulesetThatWasReplacedAndOfNoOther() throws CompiledRuleset.Broken {
        WeakReference<ClassLoader> replaced = decideAndReplace();
        CompiledRuleset next = ruleset(2);

        try (RulesEngine engine = next.newEngine()) {
            decide(engine);
            await().atMost(LIMIT).until(() -> isCleared(replaced));

            assertThat(isCleared(loader(next))).as("the one in force").isFalse();
            decide(engine);
        }
    }

    @Test
    void shouldKeepOneNetworkOfTheBaselineForAllRulesets() throws CompiledRuleset.Broken {
        CompiledRuleset one = ruleset(3);
        CompiledRuleset other = ruleset(4);

        assertThat(other.baseline()).isSameAs(one.baseline()).isNotSameAs(other.network());
    }
}
