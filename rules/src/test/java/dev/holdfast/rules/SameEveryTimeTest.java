package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A condition means the first time what it means the three-hundredth, whatever was judged in between: the engine interprets it at first and compiles it
 * after some 20 evaluations. {@code -Dholdfast.forms=10000} tries all forms (minutes), a number so many of them.
 */
class SameEveryTimeTest {
    private static final int ROUNDS = 43;
    private static final int FORMS = Integer.getInteger("holdfast.forms", 30);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String RULE = """
            package dev.holdfast.packs.local
            import dev.holdfast.trust.facts.ExecutionFacts
            import dev.holdfast.record.TrustState
            global dev.holdfast.rules.Findings findings
            rule "r" when %s then findings.pause("CODE", %s); end
            """;

    private static final List<ExecutionFacts> FACTS = EdgeFacts.ALL;

    /** One form, compiled; what it found of each fact at first. */
    private record Asked(String form, RulesEngine engine, List<List<Finding>> first) {
        static Asked of(String form, RulesEngine engine) {
            return new Asked(form, engine, all(engine));
        }

        /** Asks as often as it takes until the engine compiles the condition, of facts in this order. */
        void often(List<ExecutionFacts> order) {
            for (int round = 0; round < ROUNDS; round++) {
                order.forEach(engine::evaluate);
            }
        }

        List<List<Finding>> again() {
            return all(engine);
        }

        private static List<List<Finding>> all(RulesEngine engine) {
            return FACTS.stream().map(engine::evaluate).toList();
        }
    }

    private static Ruleset ruleset(String form) {
        return ruleset(form, "\"so\"");
    }

    static Ruleset ruleset(String form, String message) {
        return Ruleset.of(List.of(new Ruleset.RuleFile("local/rules.drl", RULE.formatted(form, message))));
    }

    /** Empty for a form that the policy or the compiler refuses. */
    private static Optional<RulesEngine> engine(String form) {
        try {
            return Optional.of(CompiledRuleset.compile(ruleset(form)).newSilentEngine());
        } catch (CompiledRuleset.Broken e) {
            return Optional.empty();
        }
    }

    private static List<String> forms(Random random) {
        var others = new ArrayList<>(ConditionForms.all());
        Collections.shuffle(others, random);
        var forms = new ArrayList<String>();
        ConditionForms.KNOWN.forEach(form -> forms.addAll(ConditionForms.patterns(form)));
        forms.addAll(others.subList(0, Math.min(FORMS, others.size())));
        return forms;
    }

    /**
     * The twin: written past the policy as authors write it, a condition comes to something else once it is compiled. It is waited for, since the engine
     * compiles behind the back of who asks; what was asked before it is then compiled as well.
     */
    private static void awaitCompiled() throws CompiledRuleset.Broken {
        String form = "ExecutionFacts( missedHeartbeats / sequenceGap > 3 )";
        try (RulesEngine engine = Unchecked.compile(ruleset(form)).newSilentEngine()) {
            Asked twin = Asked.of(form, engine);
            await().atMost(LIMIT).until(() -> {
                twin.often(FACTS);
                return !twin.again().equals(twin.first());
            });
        }
    }

    @Test
    void shouldMeanTheSameEveryTime() throws CompiledRuleset.Broken {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        var random = new Random(seed);
        var asked = new ArrayList<Asked>();
        for (String form : forms(random)) {
            engine(form).ifPresent(engine -> asked.add(Asked.of(form, engine)));
        }
        for (Asked each : asked) {
            var order = new ArrayList<>(FACTS);
            Collections.shuffle(order, random);
            each.often(order);
        }
        awaitCompiled();

        for (Asked each : asked) {
            assertThat(each.again()).as("seed %d: %s", seed, each.form()).isEqualTo(each.first());
            each.engine().close();
        }
        assertThat(asked).as("seed %d: forms that are accepted", seed).hasSizeGreaterThan(FORMS / 2);
        assertThat(asked)
                .anySatisfy(each -> assertThat(each.first())
                        .anySatisfy(found ->
                                assertThat(found).extracting(Finding::code).contains("RULE_ERROR")));
    }

    @Test
    void shouldMeanTheSameWhateverWasJudgedBefore() {
        String form = "ExecutionFacts( $n : sequenceGap ) ExecutionFacts( 7 % $n == 0 ) ExecutionFacts( depth > 3 )";
        ExecutionFacts failing = FACTS.get(3);
        try (RulesEngine engine = engine(form).orElseThrow();
                RulesEngine other = engine(form).orElseThrow()) {
            List<Finding> first = engine.evaluate(failing);
            other.evaluate(FACTS.get(2));

            assertThat(other.evaluate(failing)).isEqualTo(first).isEmpty();
        }
    }

    @Test
    void shouldFailInWordsThatAreTheSameEveryTime() {
        try (RulesEngine engine =
                engine("ExecutionFacts( missedHeartbeats / sequenceGap > 3 )").orElseThrow()) {
            assertThat(engine.evaluate(FACTS.get(3)))
                    .extracting(Finding::message)
                    .containsExactly(
                            "rule `r` (local/rules.drl:5) fails: `missedHeartbeats / sequenceGap` divides by zero; "
                                    + "let a condition ask `sequenceGap != 0` first");
        }
    }

    @Test
    void shouldNotFailWhereTheConditionAsksFirst() {
        String form = "ExecutionFacts( sequenceGap != 0 && missedHeartbeats / sequenceGap > 3 )";
        try (RulesEngine engine = engine(form).orElseThrow()) {
            assertThat(engine.evaluate(FACTS.get(3))).isEmpty();
            assertThat(engine.evaluate(FACTS.get(0))).extracting(Finding::code).containsExactly("CODE");
        }
    }

    @Test
    void shouldDivideWithoutFractions() {
        try (RulesEngine engine =
                engine("ExecutionFacts( missedHeartbeats / 2 > 3 )").orElseThrow()) {
            assertThat(engine.evaluate(FACTS.get(0))).isEmpty();
        }
        try (RulesEngine engine =
                engine("ExecutionFacts( missedHeartbeats / 2 == 3 )").orElseThrow()) {
            assertThat(engine.evaluate(FACTS.get(0))).hasSize(1);
        }
    }

    @Test
    void shouldTestWhatIsBoundOnTheWay() {
        try (RulesEngine engine = engine("ExecutionFacts( $rates : ratesExceeded contains \"a\" )")
                .orElseThrow()) {
            assertThat(engine.evaluate(FACTS.get(0))).hasSize(1);
            assertThat(engine.evaluate(FACTS.get(1))).isEmpty();
        }
    }
}
