package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.record.Ground;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.AdmissionJudge;
import dev.holdfast.trust.admission.Opinion;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.verdict.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionRulesTest {
    private static final String HEAD = """
            package dev.holdfast.packs.test
            import dev.holdfast.trust.admission.AdmissionFacts
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.AdmissionNotes admission
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

    private static Opinion evaluate(String rules) {
        try (RulesEngine engine = engine(rules)) {
            return engine.evaluate(Asked.good().facts());
        }
    }

    private static Ruling judge(String rules) {
        return AdmissionJudge.judge(Asked.good().facts(), evaluate(rules));
    }

    @Test
    void shouldAdmitWhatARuleForesees() {
        Ruling ruling = judge("""
                rule "admits" when AdmissionFacts( agent == "batch-7" ) then admission.admit("HOUSE", "of the house"); end
                """);

        assertThat(ruling).isEqualTo(new Ruling.Admitted(List.of(new Ground("HOUSE", "of the house", "admits"))));
    }

    @Test
    void shouldNotAdmitWhatNoRuleForesees() {
        assertThat(judge(""))
                .isInstanceOfSatisfying(
                        Ruling.Denied.class,
                        denied -> assertThat(denied.findings())
                                .extracting(Finding::code)
                                .containsExactly(AdmissionJudge.NOT_FORESEEN));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldLetAnyDenialWinWhateverTheOrder(int salience) {
        Ruling ruling = judge("""
                rule "denies" salience %d when AdmissionFacts( $a : agent ) then admission.deny("NO", "not " + $a); end
                rule "admits" salience 2 when AdmissionFacts() then admission.admit("YES", "yes"); end
                """.formatted(salience));

        assertThat(ruling).isInstanceOfSatisfying(Ruling.Denied.class, denied -> {
            assertThat(denied.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("NO");
                assertThat(finding.severity()).isEqualTo(Severity.HALT);
                assertThat(finding.rule()).isEqualTo("denies");
                assertThat(finding.facts()).containsExactly(Map.entry("agent", "batch-7"));
            });
            assertThat(denied.grounds()).extracting(Ground::getCode).containsExactly("YES");
        });
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("RULE_ERROR", "rule \"throws\" when AdmissionFacts() then Integer.parseInt(\"x\"); end"),
                Arguments.of(
                        "RULE_ERROR",
                        "rule \"means executions\" when AdmissionFacts() then findings.halt(\"STOP\", \"stop\"); end"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("faults")
    void shouldDenyWhenARuleFails(String code, String rule) {
        Ruling ruling = judge(rule + """

                rule "admits" salience 10 when AdmissionFacts() then admission.admit("YES", "yes"); end
                """);

        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Denied.class,
                        denied -> assertThat(denied.findings())
                                .extracting(Finding::code)
                                .containsExactly(code));
    }

    @Test
    void shouldDenyWhenARuleLoops() {
        Ruling ruling = judge("rule \"loops\" when $f : AdmissionFacts() then update($f); end");

        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Denied.class,
                        denied -> assertThat(denied.findings())
                                .extracting(Finding::code)
                                .containsExactly("RULE_RUNAWAY"));
    }

    @Test
    void shouldNotLoseADenialThatARuleAboutExecutionsMeans() {
        try (RulesEngine engine = engine("""
                rule "means requests" when ExecutionFacts() then admission.deny("NO", "no"); end
                """)) {
            List<Finding> findings = engine.evaluate(Situation.good().facts());

            assertThat(findings).extracting(Finding::code).containsExactly("RULE_ERROR");
            assertThat(engine.evaluate(Asked.good().facts()).denials()).isEmpty();
        }
    }

    @Test
    void shouldRefuseGlobalsThatNobodyWouldSet() {
        var ruleset = Ruleset.of(List.of(new Ruleset.RuleFile("test/rules.drl", """
                package dev.holdfast.packs.test
                global java.util.List findings
                """)));

        var failure = catchThrowableOfType(CompiledRuleset.Broken.class, () -> CompiledRuleset.compile(ruleset));

        assertThat(failure).hasMessageContaining("found `java.util.List findings`");
    }

    /** The baseline with the example of the documents, exactly as it stands there. */
    private static RulesEngine house() throws Exception {
        return CompiledRuleset.compile(Ruleset.baselineAnd(Path.of("..", "docs", "examples", "admission")))
                .newEngine();
    }

    static Stream<Arguments> denied() {
        return Stream.of(
                Arguments.of("DURATION_EXCESSIVE", Asked.good().with(r -> r.setDurationMillis(86_400_001))),
                Arguments.of("DELEGATION_EXCESSIVE", Asked.good().with(r -> r.setDelegationDepth(5))),
                Arguments.of(
                        "SCOPE_UNBOUNDED",
                        Asked.good().with(r -> r.setScope(List.of(new ScopeRule("*", "*", null, null))))),
                Arguments.of("BUDGET_NOT_ASKED_FOR", Asked.good().with(r -> r.setBudgets(Map.of()))),
                Arguments.of(AdmissionJudge.NOT_FORESEEN, Asked.good().with(r -> r.setAgent("stranger"))),
                Arguments.of(AdmissionJudge.NOT_FORESEEN, Asked.good().with(r -> r.setDurationMillis(3_600_001))),
                Arguments.of(AdmissionJudge.NOT_FORESEEN, Asked.good().with(r -> r.setDelegationDepth(1))),
                Arguments.of(
                        AdmissionJudge.NOT_FORESEEN,
                        Asked.good()
                                .with(r -> r.setScope(List.of(
                                        new ScopeRule("process.run", "/usr/bin/sleep", null, null),
                                        new ScopeRule("http.get", "https://inside.example.evil/", null, null))))),
                Arguments.of(
                        AdmissionJudge.NOT_FORESEEN,
                        Asked.good().with(r -> r.setScope(List.of(new ScopeRule("*", "/usr/bin/sleep", null, null))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denied")
    void shouldDeny(String code, Asked asked) throws Exception {
        try (RulesEngine engine = house()) {
            AdmissionFacts facts = asked.facts();

            Ruling ruling = AdmissionJudge.judge(facts, engine.evaluate(facts));

            assertThat(ruling)
                    .isInstanceOfSatisfying(
                            Ruling.Denied.class,
                            denial -> assertThat(denial.findings())
                                    .extracting(Finding::code)
                                    .containsExactly(code));
        }
    }

    @Test
    void shouldAdmitByTheExampleWhatItForesees() throws Exception {
        try (RulesEngine engine = house()) {
            AdmissionFacts facts = Asked.good().facts();

            Ruling ruling = AdmissionJudge.judge(facts, engine.evaluate(facts));

            assertThat(ruling.grounds()).extracting(Ground::getCode).containsExactly("HOUSE_BATCH");
            assertThat(ruling).isInstanceOf(Ruling.Admitted.class);
        }
    }

    @Test
    void shouldCoverAdmissionRulesWithTheDigest() throws Exception {
        assertThat(Ruleset.baselineAnd(Path.of("..", "docs", "examples", "admission"))
                        .digest())
                .isNotEqualTo(Ruleset.baseline().digest());
        assertThat(Ruleset.baseline().files())
                .extracting(Ruleset.RuleFile::path)
                .contains("admission/limits.drl");
    }
}
