package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.record.Severity;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Judge;
import dev.holdfast.trust.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesEngineTest {
    private static final String HEAD = """
            package dev.holdfast.packs.test
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            """;

    private static RulesEngine engine(String rules) {
        try {
            return Unchecked.compile(Ruleset.of(List.of(new Ruleset.RuleFile("test/rules.drl", HEAD + rules))))
                    .newEngine();
        } catch (CompiledRuleset.Broken e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static List<Finding> evaluate(String rules) {
        try (RulesEngine engine = engine(rules)) {
            return engine.evaluate(Situation.good().facts());
        }
    }

    @Test
    void shouldTurnARuleThatThrowsIntoAFinding() {
        List<Finding> findings = evaluate("""
                rule "throws" when ExecutionFacts() then Integer.parseInt("x"); end
                """);

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("RULE_ERROR");
            assertThat(finding.severity()).isEqualTo(Severity.PAUSE);
        });
    }

    @Test
    void shouldKeepWhatOtherRulesFoundBeforeOneThrew() {
        List<Finding> findings = evaluate("""
                rule "halts" salience 10 when ExecutionFacts() then findings.halt("STOP", "stop"); end
                rule "throws" when ExecutionFacts() then Integer.parseInt("x"); end
                """);

        assertThat(findings).extracting(Finding::code).containsExactly("STOP", "RULE_ERROR");
    }

    @Test
    void shouldTurnARuleThatLoopsIntoAFinding() {
        List<Finding> findings = evaluate("""
                rule "loops" when $f : ExecutionFacts() then update($f); end
                """);

        assertThat(findings).extracting(Finding::code).containsExactly("RULE_RUNAWAY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule \"throws\" salience 9 when ExecutionFacts() then Integer.parseInt(\"x\"); end",
                "rule \"loops\" salience 9 when $f : ExecutionFacts() then update($f); end"
            })
    void shouldFindWhatTheBaselineFindsBehindARuleThatFailed(String failing) throws CompiledRuleset.Broken {
        List<Ruleset.RuleFile> files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("local/rules.drl", HEAD + failing));

        try (RulesEngine engine = Unchecked.compile(Ruleset.of(files)).newEngine()) {
            List<Finding> findings = engine.evaluate(
                    Situation.good().state(s -> s.setScopeViolationCount(1)).facts());

            assertThat(findings).extracting(Finding::code).startsWith("SCOPE_EXCEEDED");
            assertThat(findings).hasSize(2);
        }
    }

    /** Sequence gaps are 0 in good order: what is divided by them fails. */
    private static final String THROWS_IN_A_CONDITION = """
            rule "throws" when ExecutionFacts( (silenceMillis + 100) % sequenceGap == 7 ) then findings.pause("SEVEN", "seven"); end
            """;

    private static RulesEngine besideTheBaseline(String rules) throws CompiledRuleset.Broken {
        List<Ruleset.RuleFile> files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("test/rules.drl", HEAD + rules));
        return CompiledRuleset.compile(Ruleset.of(files)).newEngine();
    }

    @Test
    void shouldHaltAsTheBaselineDoesBehindAConditionThatThrows() throws CompiledRuleset.Broken {
        try (RulesEngine engine = besideTheBaseline(THROWS_IN_A_CONDITION)) {
            var facts = Situation.good().state(s -> s.setScopeViolationCount(1)).facts();

            List<Finding> findings = engine.evaluate(facts);

            assertThat(findings).extracting(Finding::code).containsExactly("SCOPE_EXCEEDED", "RULE_ERROR");
            assertThat(findings).extracting(Finding::severity).containsExactly(Severity.HALT, Severity.PAUSE);
            assertThat(engine.evaluate(facts))
                    .as("again, by the session that is kept")
                    .isEqualTo(findings);
        }
    }

    @Test
    void shouldFindWhatTheBaselineFindsByItselfToTheByte() throws CompiledRuleset.Broken {
        var facts = Situation.good().state(s -> s.setScopeViolationCount(1)).facts();
        try (RulesEngine engine = besideTheBaseline(THROWS_IN_A_CONDITION);
                RulesEngine alone = CompiledRuleset.compile(Ruleset.baseline()).newEngine()) {
            List<Finding> findings = engine.evaluate(facts);

            assertThat(findings.subList(0, findings.size() - 1)).isEqualTo(alone.evaluate(facts));
        }
    }

    @Test
    void shouldOnlyPauseBehindAConditionThatThrowsWhereTheBaselineFindsNothing() throws CompiledRuleset.Broken {
        try (RulesEngine engine = besideTheBaseline(THROWS_IN_A_CONDITION)) {
            List<Finding> findings = engine.evaluate(Situation.good().facts());

            assertThat(findings).extracting(Finding::code).containsExactly("RULE_ERROR");
            assertThat(findings).extracting(Finding::severity).containsExactly(Severity.PAUSE);
        }
    }

    @Test
    void shouldAskTheRuleAgainWhereItsConditionDoesNotThrow() throws CompiledRuleset.Broken {
        try (RulesEngine engine = besideTheBaseline(THROWS_IN_A_CONDITION)) {
            engine.evaluate(Situation.good().facts());

            List<Finding> after = engine.evaluate(
                    Situation.good().state(s -> s.setSequenceGap(293)).facts());

            assertThat(after).extracting(Finding::code).contains("SEVEN").doesNotContain("RULE_ERROR");
        }
    }

    @Test
    void shouldAskABaselineThatTakesThePlaceOfTheShippedOneBehindAConditionThatThrows() throws CompiledRuleset.Broken {
        String own = "package dev.holdfast.packs.baseline\n" + HEAD.substring(HEAD.indexOf("import"));
        var files = List.of(
                new Ruleset.RuleFile("baseline/own.drl", own + """
                        rule "own" when ExecutionFacts() then findings.halt("OWN", "own"); end
                        """),
                new Ruleset.RuleFile("test/rules.drl", HEAD + THROWS_IN_A_CONDITION));

        try (RulesEngine engine = CompiledRuleset.compile(Ruleset.of(files)).newEngine()) {
            assertThat(engine.evaluate(Situation.good().facts()))
                    .extracting(Finding::code)
                    .containsExactly("OWN", "RULE_ERROR");
        }
    }

    @Test
    void shouldHaveNoSecondNetworkForTheBaselineAlone() throws CompiledRuleset.Broken {
        CompiledRuleset alone = CompiledRuleset.compile(Ruleset.baseline());

        assertThat(alone.baseline()).isSameAs(alone.network());
    }

    @Test
    void shouldEvaluateAgainAfterARuleFailed() {
        try (RulesEngine engine = engine("""
                rule "throws" when ExecutionFacts( sequenceGap == 7 ) then Integer.parseInt("x"); end
                rule "finds" when ExecutionFacts( sequenceGap == 8 ) then findings.pause("EIGHT", "eight"); end
                """)) {
            engine.evaluate(Situation.good().state(s -> s.setSequenceGap(7)).facts());

            List<Finding> after = engine.evaluate(
                    Situation.good().state(s -> s.setSequenceGap(8)).facts());

            assertThat(after).extracting(Finding::code).containsExactly("EIGHT");
        }
    }

    @Test
    void shouldNotLetOneEvaluationSeeWhatAnotherInserted() {
        try (RulesEngine engine = engine("""
                rule "remembers" when ExecutionFacts( sequenceGap == 7 ) then insert("seen"); end
                rule "recalls" when String( this == "seen" ) ExecutionFacts( sequenceGap == 8 ) then findings.halt("RECALLED", "r"); end
                """)) {
            engine.evaluate(Situation.good().state(s -> s.setSequenceGap(7)).facts());

            List<Finding> after = engine.evaluate(
                    Situation.good().state(s -> s.setSequenceGap(8)).facts());

            assertThat(after).isEmpty();
        }
    }

    @Test
    void shouldFindTheSameInWhicheverOrderRulesFire() {
        String first = "rule \"a\" salience %d when ExecutionFacts() then findings.pause(\"A\", \"a\"); end\n";
        String second = "rule \"b\" salience %d when ExecutionFacts() then findings.halt(\"B\", \"b\"); end\n";

        List<Finding> oneWay = evaluate(first.formatted(1) + second.formatted(2));
        List<Finding> otherWay = evaluate(first.formatted(2) + second.formatted(1));

        assertThat(oneWay).isEqualTo(otherWay).extracting(Finding::code).containsExactly("B", "A");
    }

    @Test
    void shouldNotLetAnEmptyRulesetOpenTheFloor() {
        var facts = Situation.good().ungranted().facts();

        Verdict verdict;
        try (RulesEngine engine = engine("")) {
            verdict = Judge.judge(facts, engine.evaluate(facts));
        }

        assertThat(verdict).isInstanceOf(Verdict.Indeterminate.class);
    }

    @Test
    void shouldNameFileAndLineOfAFault() {
        String broken = """
                rule "misspelt"
                when
                    ExecutionFacts( mised > 3 )
                then
                end
                """;
        var ruleset = Ruleset.of(List.of(new Ruleset.RuleFile("mine/late.drl", HEAD + broken)));

        var failure = catchThrowableOfType(CompiledRuleset.Broken.class, () -> CompiledRuleset.compile(ruleset));

        assertThat(failure.faults()).isNotEmpty().allSatisfy(fault -> {
            assertThat(fault.path()).isEqualTo("mine/late.drl");
            assertThat(fault.line()).isBetween(4, 6);
        });
        assertThat(failure).hasMessageContaining("mised");
    }

    @Test
    void shouldNameTheFileThatIsNoUtf8(@TempDir Path directory) throws IOException {
        Files.write(directory.resolve("late.drl"), "// f\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ruleset.baselineAnd(directory))
                .withMessageContaining("local/late.drl:1:5: ENCODING: expected UTF-8, found the byte 0xfc");
    }

    @Test
    void shouldGiveEveryContentItsOwnDigest() {
        Ruleset one = Ruleset.of(List.of(new Ruleset.RuleFile("a", "b")));
        Ruleset other = Ruleset.of(List.of(new Ruleset.RuleFile("ab", "")));
        Ruleset again = Ruleset.of(List.of(new Ruleset.RuleFile("a", "b")));

        assertThat(one.digest()).isNotEqualTo(other.digest()).isEqualTo(again.digest());
    }
}
