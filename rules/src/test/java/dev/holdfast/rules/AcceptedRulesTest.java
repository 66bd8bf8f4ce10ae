package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.verdict.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the policy accepts compiles, and says what it says. */
class AcceptedRulesTest {
    private static final String RULE = """
            package dev.holdfast.packs.local
            import dev.holdfast.trust.facts.ExecutionFacts
            import dev.holdfast.trust.verdict.Check
            import dev.holdfast.record.TrustState
            global dev.holdfast.rules.Findings findings
            rule "r" when %s then findings.pause("CODE", %s); end
            """;

    private static List<Finding> evaluate(String conditions, String message) throws CompiledRuleset.Broken {
        String text = RULE.formatted(conditions, message);
        try (RulesEngine engine = CompiledRuleset.compile(
                        Ruleset.of(List.of(new Ruleset.RuleFile("local/rules.drl", text))))
                .newEngine()) {
            return engine.evaluate(Situation.good()
                    .state(state -> state.setCounters(Map.of("cpu.millis", 500L, "io", 3L)))
                    .facts());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "$d : depth                               | \"d\" + $d + (-$d + 2) * 3                     | d06",
                "$c : counters                            | \"c\" + ($c.get(\"io\") + 1)                   | c4",
                "$c : counters                            | \"c\" + $c.get(\"none\") + $c.size()           | cnull2",
                "$c : counters                            | \"c\" + $c.containsKey(\"io\")                 | ctrue",
                "$io : counters[\"io\"]                   | \"c\" + ($io * 2)                              | c6",
                "$io : counters.get(\"io\") > 2           | \"c\" + ($io - 1)                              | c2",
                "$e : evidence                            | \"e\" + $e.get(\"executable.sha256\").length()  | e2",
                "$e : evidence[\"executable.sha256\"]     | \"e\" + $e.length() + $e.startsWith(\"a\")      | e2true",
                "$n : counter(\"io\")                     | \"n\" + $n % 2                                  | n1",
                "$s : state, state == TrustState.TRUSTED  | \"s\" + $s                                      | sTRUSTED",
                "$b : heartbeatSeen, !(depth > 1)         | \"b\" + $b                                      | btrue",
                "$names : environmentMissing              | $names + \"x\" + $names.isEmpty()               | []xtrue",
                "depth == 0 && < 5 && > -1                | \"x\"                                           | x",
                "counters[\"none\"] == null               | \"x\"                                           | x",
                "agent in (\"worker\", \"other\")         | \"x\"                                           | x",
                "agent not matches \"batch-.*\"           | \"x\"                                           | x",
                "agent matches \"w[a-z]+\\\\w\"           | \"x\"                                           | x",
                "!agent.isEmpty(), agent.length() == 6    | \"x\"                                           | x",
                "10 - depth - 2 * 3 == 4, 7 > 2 + depth   | \"x\"                                           | x",
                "depth + 2 * 3 == 6, (depth + 2) * 3 == 6 | \"x\"                                           | x",
                "grantRemainingMillis < 86400000000       | \"big \" + 86400000000                          | big 86400000000",
                "depth == 0                               | \"@{1+1} ${1} \\\\u0041 \\\"q\\\" end // a /* b\" | @{1+1} ${1} \\u0041 \"q\" end // a /* b"
            })
    void shouldSayWhatItSays(String conditions, String message, String expected) throws CompiledRuleset.Broken {
        assertThat(evaluate("ExecutionFacts( " + conditions + " )", message))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("CODE");
                    assertThat(finding.message()).isEqualTo(expected);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$f : ExecutionFacts() | \"f\" + $f.missedHeartbeats() + $f.counter(\"io\") | f03",
                "ExecutionFacts( depth > 3 ) or ExecutionFacts( depth < 1 ) | \"x\" | x",
                "ExecutionFacts() not ExecutionFacts( depth > 3 ) | \"x\" | x",
                "ExecutionFacts() exists ( ExecutionFacts( depth < 3 ) and ExecutionFacts( depth == 0 ) ) | \"x\" | x"
            })
    void shouldMeanWhatItsPatternsMean(String conditions, String message, String expected)
            throws CompiledRuleset.Broken {
        assertThat(evaluate(conditions, message)).extracting(Finding::message).containsExactly(expected);
    }

    @Test
    void shouldTurnWhatIsMissingInAMapIntoAFindingWhenItIsComputedWith() throws CompiledRuleset.Broken {
        assertThat(evaluate("ExecutionFacts( $c : counters )", "\"c\" + ($c.get(\"none\") + 1)"))
                .extracting(Finding::code)
                .containsExactly("RULE_ERROR");
    }
}
