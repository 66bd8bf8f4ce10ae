package dev.holdfast.scenarios.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.scenarios.read.ScenarioReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalTest {
    private static CompiledRuleset baseline;

    @BeforeAll
    static void compile() throws CompiledRuleset.Broken {
        baseline = CompiledRuleset.compile(Ruleset.baseline());
    }

    private static final String UNCONFIRMED = """
            - {at: 0s, grant: {execution: job-1, confirmWithin: 2s}}
            - {at: 0s, grant: {execution: job-2, confirmWithin: 2s}}
            - {at: 0s, grant: {execution: job-3, confirmWithin: 2s}}
            - {at: 0s, heartbeat: {execution: job-1}}
            - {at: 0s, heartbeat: {execution: job-2}}
            - {at: 0s, heartbeat: {execution: job-3}}
            - {at: 1s, order: {action: HALT, select: {agent: worker}}}
            - {at: 1.5s, ack: {execution: job-1, stage: RECEIVED}}
            - {at: 1.5s, ack: {execution: job-2, stage: RECEIVED}}
            - {at: 2.5s, ack: {execution: job-2}}
            - {at: 3.5s, ack: {execution: job-1}}
            """;

    private static final String HOUSE = """
            package dev.holdfast.packs.house
            import dev.holdfast.trust.admission.AdmissionFacts
            global dev.holdfast.rules.AdmissionNotes admission
            rule "batch jobs"
            when
                AdmissionFacts( agent matches "batch-.*" )
            then
                admission.admit("HOUSE_BATCH", "one of ours");
            end
            """;

    private static Outcome play(String timeline, String expected) {
        return play(baseline, timeline, expected);
    }

    private static Outcome play(CompiledRuleset rules, String timeline, String expected) {
        var read = ScenarioReader.read(new DrlText(
                "a.yaml", "scenario: one\ntimeline:\n" + timeline.indent(2) + "expect:\n" + expected.indent(2)));
        assertThat(read.faults()).isEmpty();
        return new Rehearsal().play(read.scenario().orElseThrow(), rules);
    }

    private static List<String> wrong(Outcome outcome) {
        return outcome.rows().stream()
                .filter(Outcome.Row::isWrong)
                .map(row -> row.atMillis() + " " + row.happened() + " | " + row.expected())
                .toList();
    }

    private static final String ORDERED = """
            - {at: 0s, grant: job-1}
            - {at: 0s, heartbeats: {execution: job-1, every: 1s, until: 6s}}
            - {at: 1s, order: {action: PAUSE, select: {execution: job-1}}}
            - {at: 3s, order: {action: RESUME, select: {execution: job-1}}}
            - {at: 5.2s, revoke: {select: {agent: worker}}}
            """;

    @Test
    void shouldPassWhatComesAtItsInstant() {
        var outcome = play(ORDERED, """
                - {at: 1s, execution: job-1, command: PAUSE, state: PAUSED}
                - {at: 4s, execution: job-1, command: RESUME, state: TRUSTED}
                - {at: 5s, execution: job-1, command: HALT, within: 200ms}
                """);

        assertThat(wrong(outcome)).isEmpty();
        assertThat(outcome.passed()).isTrue();
    }

    @Test
    void shouldFailWhatComesLateOrIsNotExpected() {
        var outcome = play(ORDERED, """
                - {at: 1s, execution: job-1, command: PAUSE, findings: [OTHER]}
                - {at: 3s, execution: job-1, command: RESUME}
                - {at: 6s, execution: job-1, state: TRUSTED}
                """);

        assertThat(wrong(outcome))
                .hasSize(6)
                .anySatisfy(row -> assertThat(row).isEqualTo("6000 job-1 is HALTED | job-1 is TRUSTED"));
    }

    @Test
    void shouldFailARefusedInput() {
        var outcome = play("- {at: 0s, grant: {execution: job-1, scope: []}}", "[]");

        assertThat(wrong(outcome)).singleElement().asString().contains("refused: ");
    }

    @Test
    void shouldTakeASignalOfAKnownSourceAndRefuseAStrangers() {
        var outcome = play("""
                - {at: 0s, grant: job-1}
                - {at: 0s, heartbeat: {execution: job-1}}
                - {at: 1s, signal: {execution: job-1, kind: risk, value: HIGH}}
                - {at: 1s, signal: {execution: job-1, kind: risk, value: LOW}}
                - {at: 1s, signal: {execution: job-1, kind: risk, value: LOW, known: false}}
                - {at: 2s, signal: {execution: job-1, kind: risk, value: HIGH, age: 2s}}
                """, """
                - {at: 1s, execution: job-1, refused: SIGNER_UNKNOWN}
                - {at: 2s, execution: job-1, state: TRUSTED}
                """);

        assertThat(wrong(outcome))
                .singleElement()
                .asString()
                .startsWith("2000 refused: REPLAYED job-1: expected a signal of kind `risk`");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,0", "3,1"})
    void shouldCountWhatHappensTwiceAtOneInstantAsTwo(int expected, int wrong) {
        var outcome = play("""
                - {at: 0s, grant: job-1}
                - {at: 0s, heartbeat: {execution: job-1}}
                - {at: 1s, signal: {execution: job-1, kind: risk, value: LOW, known: false}}
                - {at: 1s, signal: {execution: job-1, kind: risk, value: LOW, known: false}}
                """, "- {at: 1s, execution: job-1, refused: SIGNER_UNKNOWN}\n".repeat(expected));

        assertThat(wrong(outcome))
                .hasSize(wrong)
                .allSatisfy(row -> assertThat(row).contains("refused: SIGNER_UNKNOWN job-1"));
    }

    @Test
    void shouldEscalateWhatIsNotConfirmedInTime() {
        var outcome = play(UNCONFIRMED, """
                - {at: 1s, execution: job-1, command: HALT}
                - {at: 3s, execution: job-1, escalation: HALT, findings: [OPERATOR_HALT], within: 50ms}
                - {at: 1s, execution: job-2, command: HALT}
                - {at: 1s, execution: job-3, command: HALT}
                - {at: 3s, execution: job-3, escalation: HALT, within: 50ms}
                """);

        assertThat(wrong(outcome)).isEmpty();
    }

    @Test
    void shouldFailAnEscalationThatNobodyExpects() {
        assertThat(wrong(play(UNCONFIRMED, """
                - {at: 1s, execution: job-1, command: HALT}
                - {at: 1s, execution: job-2, command: HALT}
                - {at: 1s, execution: job-3, command: HALT}
                - {at: 3s, execution: job-2, escalation: HALT}
                """)))
                .hasSize(3)
                .anySatisfy(row -> assertThat(row).endsWith("escalation of HALT job-1: OPERATOR_HALT | "))
                .anySatisfy(row -> assertThat(row).endsWith(" | escalation of HALT job-2"));
    }

    @Test
    void shouldFailAnAcknowledgmentOfNothing() {
        assertThat(wrong(play("""
                - {at: 0s, grant: job-1}
                - {at: 1s, ack: {execution: job-1}}
                """, "[]")))
                .singleElement()
                .asString()
                .contains("`job-1` has had no command that it could acknowledge");
    }

    @Test
    void shouldPauseOnceMoreWhoDoesNotObey() {
        var outcome = play("""
                - {at: 0s, grant: job-1}
                - {at: 0s, heartbeat: {execution: job-1}}
                - {at: 1s, order: {action: PAUSE, select: {execution: job-1}}}
                - {at: 1s, heartbeat: {execution: job-1, obeys: false}}
                - {at: 2s, heartbeat: {execution: job-1}}
                """, """
                - {at: 1s, execution: job-1, command: PAUSE}
                - {at: 2s, execution: job-1, state: PAUSED}
                """);

        assertThat(wrong(outcome)).isEmpty();
    }

    @Test
    void shouldAnswerRequestsAndRunWhatIsAdmitted() throws CompiledRuleset.Broken {
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("house/house.drl", HOUSE));
        var outcome = play(CompiledRuleset.compile(Ruleset.of(files)), """
                - {at: 0s, request: {execution: job-1, agent: batch-7}}
                - {at: 0s, heartbeat: {execution: job-1, actions: [{action: work}]}}
                - {at: 0s, request: {execution: job-2, agent: other}}
                - {at: 0s, request: {execution: job-3, agent: batch-7, validFor: 2h, vouchedFor: 1h}}
                """, """
                - {at: 0s, execution: job-1, answer: ADMITTED, grounds: [HOUSE_BATCH]}
                - {at: 0s, execution: job-1, state: TRUSTED}
                - {at: 0s, execution: job-2, answer: DENIED, findings: [ADMISSION_NOT_FORESEEN]}
                - {at: 0s, execution: job-3, answer: DENIED, findings: [GRANT_OUTLASTS_IDENTITY], grounds: [HOUSE_BATCH]}
                """);

        assertThat(wrong(outcome)).isEmpty();
        assertThat(outcome.rows()).filteredOn(row -> row.line() > 0).hasSize(4);
    }

    @Test
    void shouldFailAnAnswerForOtherReasons() {
        assertThat(wrong(play(
                        "- {at: 0s, request: {execution: job-1}}", "- {at: 0s, execution: job-1, answer: ADMITTED}")))
                .containsExactly("0 DENIED job-1: ADMISSION_NOT_FORESEEN | ", "0  | ADMITTED job-1");
    }

    @Test
    void shouldEndAlikeEachTime() {
        assertThat(play(ORDERED, "[]").rows()).isEqualTo(play(ORDERED, "[]").rows());
    }
}
