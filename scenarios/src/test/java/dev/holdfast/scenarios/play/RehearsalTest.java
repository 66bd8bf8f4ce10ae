package dev.holdfast.scenarios.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.scenarios.read.ScenarioReader;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static CompiledRuleset baseline;

    @BeforeAll
    static void compile() throws CompiledRuleset.Broken {
        baseline = CompiledRuleset.compile(Ruleset.baseline());
    }

    private static Outcome play(String timeline, String expected) {
        var read = ScenarioReader.read(new DrlText(
                "a.yaml", "scenario: one\ntimeline:\n" + timeline.indent(2) + "expect:\n" + expected.indent(2)));
        assertThat(read.faults()).isEmpty();
        return new Rehearsal().play(read.scenario().orElseThrow(), baseline);
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
    void shouldEndAlikeEachTime() {
        assertThat(play(ORDERED, "[]").rows()).isEqualTo(play(ORDERED, "[]").rows());
    }
}
