package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose rule fails is told which, where, why, and what to do. */
class RuleFailureTest {
    private static final String HEAD = """
            package dev.holdfast.packs.%s
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            """;
    private static final String SOUND = """
            rule "sound"
            when
                ExecutionFacts( sequenceGap != 0 && missedHeartbeats / sequenceGap > 3, evidence["none"] != null, evidence["none"].length() > 3 )
            then findings.pause("SOUND", "sound"); end
            """;

    /** In good order: nothing is missed, there is no gap, `io` is counted and `none` is not. */
    private static ExecutionFacts facts() {
        return Situation.good()
                .state(state -> state.setCounters(Map.of("io", 3L, "most", Long.MAX_VALUE)))
                .facts();
    }

    private static Ruleset.RuleFile file(String pack, String rules) {
        return new Ruleset.RuleFile(pack + "/rules.drl", HEAD.formatted(pack) + rules);
    }

    private static List<String> messages(Ruleset.RuleFile... files) throws CompiledRuleset.Broken {
        return messages(CompiledRuleset.compile(Ruleset.of(Arrays.asList(files))));
    }

    private static List<String> messages(CompiledRuleset ruleset) {
        try (RulesEngine engine = ruleset.newSilentEngine()) {
            List<Finding> first = engine.evaluate(facts());
            assertThat(engine.evaluate(facts())).as("the same again").isEqualTo(first);
            return first.stream().map(Finding::message).toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "missedHeartbeats % sequenceGap == 7      | `missedHeartbeats % sequenceGap` divides by zero; let a condition ask `sequenceGap != 0` first",
                "counters[\"none\"] + 1 > 3               | `counters[\"none\"] + 1` computes with `counters[\"none\"]`, which is not there; let a condition ask `counters[\"none\"] != null` first",
                "-counters[\"none\"] > 3                  | `-counters[\"none\"]` computes with `counters[\"none\"]`, which is not there; let a condition ask `counters[\"none\"] != null` first",
                "counters[\"most\"] * 2 > 3               | `counters[\"most\"] * 2` is more than 64 bits hold; let a condition ask first that its values are small enough",
                "metadata[\"none\"].startsWith(\"a\")     | `metadata[\"none\"].startsWith(\"a\")` is asked of `metadata[\"none\"]`, which is not there; let a condition ask `metadata[\"none\"] != null` first",
                "agent.startsWith(metadata[\"none\"])     | `agent.startsWith(metadata[\"none\"])` is given `metadata[\"none\"]`, which is not there; let a condition ask `metadata[\"none\"] != null` first",
                "$k : metadata[\"none\"], evidence[$k] == \"a\" | `evidence[$k]` is given `$k`, which is not there; let a condition ask `$k != null` first",
                "$n : sequenceGap, 7 / $n > 3             | `7 / $n` divides by zero; let a condition ask `$n != 0` first",
            })
    void shouldNameTheRuleItsPlaceWhatFailsAndTheRemedy(String condition, String expected)
            throws CompiledRuleset.Broken {
        String failing = "rule \"fails\"\nwhen\n    ExecutionFacts(\n        " + condition
                + " )\nthen findings.pause(\"CODE\", \"so\"); end\n";

        assertThat(messages(file("mine", SOUND + failing)))
                .containsExactly("rule `fails` (mine/rules.drl:11) fails: " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"n\" + 7 / $n        | `7 / $n` divides by zero; let a condition ask `$n != 0` first",
                "\"n\" + ($none + 1)   | `$none + 1` computes with `$none`, which is not there; let a condition ask `$none != null` first",
                "\"n\" + $text.length()| `$text.length()` is asked of `$text`, which is not there; let a condition ask `$text != null` first",
                "$text                 | its message `$text` is not there; let a condition ask `$text != null` first",
            })
    void shouldNameARuleThatFailsInItsConsequence(String message, String expected) throws CompiledRuleset.Broken {
        String failing =
                "rule \"fails\"\nwhen ExecutionFacts( $n : sequenceGap, $none : counters[\"none\"], $text : evidence[\"none\"] )\n"
                        + "then\n    findings.pause(\"CODE\", " + message + "); end\n";

        assertThat(messages(file("mine", SOUND + failing)))
                .containsExactly("rule `fails` (mine/rules.drl:11) fails: " + expected);
    }

    @Test
    void shouldNameTheFirstInTheOrderOfFilesWhicheverFiresFirst() throws CompiledRuleset.Broken {
        String late =
                "rule \"late\" salience 9 when ExecutionFacts( $n : sequenceGap ) then findings.pause(\"C\", \"n\" + 7 / $n); end\n";
        String early =
                "rule \"early\" when ExecutionFacts( $n : sequenceGap ) then findings.pause(\"C\", \"n\" + 8 / $n); end\n";
        String condition =
                "rule \"condition\" when ExecutionFacts( 9 / sequenceGap > 3 ) then findings.pause(\"C\", \"so\"); end\n";
        String first =
                "rule `early` (a/rules.drl:8) fails: `8 / $n` divides by zero; let a condition ask `$n != 0` first";

        assertThat(messages(file("b", late), file("a", SOUND + early))).containsExactly(first + "; 1 more rule fails");
        assertThat(messages(file("b", late + condition), file("a", SOUND + early)))
                .containsExactly(first + "; 2 more rules fail");
    }

    @Test
    void shouldNameWhoSaysTheMostWhereTooMuchIsSaid() throws CompiledRuleset.Broken {
        String few = "rule \"few\" when ExecutionFacts( depth == 0 ) then findings.pause(\"C\", \"a\"); end\n";
        String many = "rule \"many\" when ( "
                + IntStream.range(0, 8)
                        .mapToObj(i -> "ExecutionFacts( depth < " + (i + 1) + " )")
                        .collect(Collectors.joining(" or "))
                + " ) then " + "findings.pause(\"C\", \"a\"); ".repeat(5) + "end\n";

        assertThat(messages(file("mine", few + many)))
                .last()
                .isEqualTo("the rules say 41 things of one fact, more than 32; the most of them, 40, rule `many` "
                        + "(mine/rules.drl:5); let conditions ask for more, or rules find less");
    }

    @Test
    void shouldNameWhoFiresMostWhereRulesFireWithoutEnd() throws CompiledRuleset.Broken {
        String rules = IntStream.range(0, RulesEngine.MAXIMUM_FIRINGS)
                .mapToObj(i -> "rule \"r" + i + "\" when ExecutionFacts( depth == 0 ) then end\n")
                .collect(Collectors.joining());
        String twice =
                "rule \"twice\" when ( ExecutionFacts( depth < 1 ) or ExecutionFacts( depth < 2 ) or ExecutionFacts( depth > 2 ) ) then end\n";

        assertThat(messages(file("mine", rules + twice)))
                .containsExactly("the rules fire 1002 times on one fact, more than 1000; most often, 2 times, rule "
                        + "`twice` (mine/rules.drl:1004); let conditions ask for more, or take rules out");
    }

    @Test
    void shouldSayThatItCannotTellOfRulesThatItDidNotRead() throws CompiledRuleset.Broken {
        String consequence = "rule \"throws\" when ExecutionFacts() then Integer.parseInt(\"x\"); end";
        String condition = "rule \"throws\" when ExecutionFacts( missedHeartbeats % sequenceGap == 7 ) then end";
        String loop = "rule \"loops\" when $f : ExecutionFacts() then update($f); end";

        assertThat(messages(Unchecked.compile(Ruleset.of(List.of(file("mine", consequence))))))
                .containsExactly("rule `throws` fails in its consequence; the evaluator's log says why");
        assertThat(messages(Unchecked.compile(Ruleset.of(List.of(file("mine", condition))))))
                .containsExactly(
                        "a condition of a rule fails, and of which one cannot be told; the evaluator's log says why");
        assertThat(messages(Unchecked.compile(Ruleset.of(List.of(file("mine", loop))))))
                .containsExactly("the rules fire more than 1000 times on one fact, rule `loops` among them; "
                        + "write rules that do not set themselves off");
    }
}
