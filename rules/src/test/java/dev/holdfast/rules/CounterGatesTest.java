package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterGatesTest {
    private static final String HEAD = """
            package dev.holdfast.packs.test
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            """;
    private static final String RULE = """
            rule "rule %d" when ExecutionFacts( %s ) then findings.%s("R%1$d", "found"); end
            """;
    private static final List<String> GATED_FORMS =
            List.of("counter(\"%s\") > %d", "counter(\"%s\") >= %d", "counter(\"%s\") > %d, sequenceGap == 0");
    private static final List<String> FORMS = List.of(
            "counter(\"%s\") > %d",
            "counter(\"%s\") >= %d",
            "counter(\"%s\") < %d",
            "counter(\"%s\") == %d",
            "counter(\"%s\") > %d, sequenceGap == 0",
            "sequenceGap == 0, counter(\"%s\") > %d",
            "counter(\"%s\") > %d || sequenceGap == 0");
    private static final List<String> NAMES = List.of("tokens", "calls", "files");

    private static CompiledRuleset compiled(List<String> rules) throws CompiledRuleset.Broken {
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("test/rules.drl", HEAD + String.join("", rules)));
        return CompiledRuleset.compile(Ruleset.of(files));
    }

    private static String rule(int number, String condition) {
        return RULE.formatted(number, condition, number % 2 == 0 ? "pause" : "halt");
    }

    private static ExecutionFacts facts(Map<String, Long> counters) {
        return Situation.good().state(state -> state.setCounters(counters)).facts();
    }

    private static List<String> drawn(Random random, int from, int count, List<String> forms, int least) {
        return IntStream.range(from, from + count)
                .mapToObj(number -> rule(
                        number,
                        forms.get(random.nextInt(forms.size()))
                                .formatted(NAMES.get(random.nextInt(NAMES.size())), least + random.nextInt(5))))
                .toList();
    }

    /** The repetition is the seed. Rules one by one have no gates. */
    @RepeatedTest(5)
    void shouldFindWhatTheSameRulesFindOneByOne(RepetitionInfo repetition) throws CompiledRuleset.Broken {
        var random = new Random(repetition.getCurrentRepetition());
        var rules = new ArrayList<>(drawn(random, 0, CounterGates.WORTHWHILE, GATED_FORMS, 1));
        rules.addAll(drawn(random, CounterGates.WORTHWHILE, 10, FORMS, -1));
        CompiledRuleset ruleset = compiled(rules);
        assertThat(ruleset.gated().gates().rules()).hasSizeGreaterThanOrEqualTo(CounterGates.WORTHWHILE);
        var alone = new ArrayList<RulesEngine>();
        for (String rule : rules) {
            alone.add(compiled(List.of(rule)).newEngine());
        }
        var open = new EnumMap<Gate, Integer>(Gate.class);
        try (RulesEngine together = ruleset.newEngine()) {
            for (int turn = 0; turn < 50; turn++) {
                var counters = new HashMap<String, Long>();
                NAMES.stream()
                        .filter(name -> random.nextBoolean())
                        .forEach(name -> counters.put(name, (long) random.nextInt(5)));
                ExecutionFacts facts = facts(counters);
                open.merge(ruleset.gated().gates().open(facts) ? Gate.OPEN : Gate.SHUT, 1, Integer::sum);

                assertThat(together.evaluate(facts))
                        .as("seed %d, counters %s, rules %s", repetition.getCurrentRepetition(), counters, rules)
                        .isEqualTo(alone.stream()
                                .flatMap(engine -> engine.evaluate(facts).stream())
                                .distinct()
                                .sorted(Finding.ORDER)
                                .toList());
            }
        } finally {
            alone.forEach(RulesEngine::close);
        }
        assertThat(open).containsKeys(Gate.values());
    }

    private enum Gate {
        OPEN,
        SHUT
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "6, 10", "7, 10"})
    void shouldShowToThoseWhoProbeWhichRulesBehindAGateHold(long tokens, int holding) throws CompiledRuleset.Broken {
        try (Probes probes = Probes.of(compiled(tenRules("counter(\"tokens\") > 5")))) {
            for (int turn = 0; turn < 2; turn++) {
                assertThat(probes.holding(facts(Map.of("tokens", tokens))))
                        .filteredOn(rule -> rule.startsWith("dev.holdfast.packs.test/"))
                        .hasSize(holding);
            }
        }
    }

    private static List<String> tenRules(String condition) {
        return IntStream.range(0, CounterGates.WORTHWHILE)
                .mapToObj(number -> rule(number, condition))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'counter(\"tokens\") > 5', 5, false",
        "'counter(\"tokens\") > 5', 6, true",
        "'counter(\"tokens\") >= 5', 4, false",
        "'counter(\"tokens\") >= 5', 5, true",
    })
    void shouldOpenAboveTheLeastBound(String condition, long value, boolean open) throws CompiledRuleset.Broken {
        CompiledRuleset ruleset = compiled(tenRules(condition));

        assertThat(ruleset.gated().gates().open(facts(Map.of("tokens", value)))).isEqualTo(open);
        assertThat(ruleset.gated().gates().open(facts(Map.of("calls", 100L)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'counter(\"tokens\") > -1'",
        "'counter(\"tokens\") >= 0'",
        "'counter(\"tokens\") < 5'",
        "'sequenceGap == 0, counter(\"tokens\") > 5'",
        "'counter(\"tokens\") > 5 || sequenceGap == 0'",
    })
    void shouldNotHideARuleThatMayFireWithoutTheCounter(String condition) throws CompiledRuleset.Broken {
        assertThat(compiled(tenRules(condition)).gated().gates().isEmpty()).isTrue();
    }

    @Test
    void shouldHaltForARuleBehindAGateAlsoWhereAnotherFails() throws CompiledRuleset.Broken {
        var rules = new ArrayList<>(tenRules("counter(\"tokens\") > 5"));
        rules.add("""
                rule "fails" when ExecutionFacts( (silenceMillis + 100) % sequenceGap == 7 ) then findings.pause("SEVEN", "seven"); end
                """);

        try (RulesEngine engine = compiled(rules).newEngine()) {
            assertThat(engine.evaluate(facts(Map.of("tokens", 6L))))
                    .extracting(Finding::code)
                    .startsWith("R1", "R3", "R5", "R7", "R9")
                    .contains(Finding.RULE_ERROR);
        }
    }
}
