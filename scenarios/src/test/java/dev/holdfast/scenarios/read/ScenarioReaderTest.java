package dev.holdfast.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.scenarios.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
    private static final String GOOD = """
            scenario: a heartbeat
            timeline:
              - {at: 0s, grant: job-1}
              - {at: 1.5s, heartbeats: {execution: job-1, every: 500ms}}
              - {at: 3s, silence: job-1}
              - {at: 3s, signal: {execution: job-1, kind: risk, value: HIGH}}
              - {at: 3s, request: {execution: job-2, validFor: 1h}}
              - {at: 3s, ack: {execution: job-1, stage: RECEIVED}}
            expect:
              - {at: 2s, execution: job-1, state: TRUSTED}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scenario:                 | scenari:                   | 1 | did you mean `scenario`?
            at: 0s, grant             | at: soon, grant            | 3 | such as `500ms`
            grant: job-1              | grant: {execution: job-1, budget: {}} | 3 | did you mean `budgets`?
            grant: job-1              | grant: {execution: job 1}  | 3 | expected the path of an execution
            grant: job-1              | grant: job-1, silence: job-1 | 3 | expected one of [grant,
            every: 500ms              | every: 0s                  | 4 | more than no time
            silence: job-1            | silence: job-2             | 4 | heartbeats must end
            state: TRUSTED            | state: TRUSTY              | 10 | did you mean `TRUSTED`?
            state: TRUSTED            | within: 1s, state: TRUSTED | 10 | beside one of [command, answer, escalation, refused] alone
            at: 2s                    | at: -2s                    | 10 | from 0s to 24h
            'expect:'                 | 'until: 2s\nexpect:'       | 9 | expected an end between
            kind: risk, value         | kinds: risk, value         | 6 | did you mean `kind`?
            value: HIGH               | value: HIGH, age: old      | 6 | such as `500ms`
            value: HIGH               | value: HIGH, known: maybe  | 6 | expected true or false for `known`
            kind: risk, value: HIGH   | kind: risk                 | 6 | expected the field `value`, found none
            validFor: 1h              | validfor: 1h               | 7 | did you mean `validFor`?
            validFor: 1h              | vouchedFor: long           | 7 | such as `500ms`
            stage: RECEIVED           | stage: RECEIVD             | 8 | did you mean `RECEIVED`?
            stage: RECEIVED           | stages: RECEIVED           | 8 | did you mean `stage`?
            every: 500ms              | every: 500ms, obeys: 1     | 4 | expected true or false for `obeys`
            every: 500ms              | every: 500ms, failed: 1    | 4 | found `failed`
            state: TRUSTED            | answer: ADMITED            | 10 | did you mean `ADMITTED`?
            state: TRUSTED            | refused: REPLAYD           | 10 | did you mean `REPLAYED`?
            state: TRUSTED            | escalation: RESUME         | 10 | expected one of [PAUSE, HALT] for `escalation`
            state: TRUSTED            | command: PAUSE, grounds: [A] | 10 | expected `grounds` beside an `answer` alone
            state: TRUSTED            | command: PAUSE, answer: DENIED | 10 | expected at most one of [command, answer, escalation, refused]
            """)
    void shouldSayWhereAFileIsWrong(String good, String bad, int line, String message) {
        var read = ScenarioReader.read(new DrlText("p/scenarios/a.yaml", GOOD.replace(good, bad.replace("\\n", "\n"))));

        assertThat(read.scenario()).isEmpty();
        assertThat(read.faults())
                .anySatisfy(fault -> assertThat(fault.toString())
                        .startsWith("p/scenarios/a.yaml:" + line + ":")
                        .contains(message));
    }

    @Test
    void shouldReadHeartbeatsUntilTheSilence() {
        var read = ScenarioReader.read(new DrlText("a.yaml", GOOD));

        assertThat(read.faults()).isEmpty();
        assertThat(read.scenario().orElseThrow().steps())
                .extracting(Step::atMillis)
                .containsExactly(0L, 1_500L, 2_000L, 2_500L, 3_000L, 3_000L, 3_000L);
    }

    @Test
    void shouldRefuseWhatIsNoYaml() {
        assertThat(ScenarioReader.read(new DrlText("a.yaml", "scenario: [")).faults())
                .hasSize(1);
        assertThat(ScenarioReader.read(new DrlText("a.yaml", "")).faults()).hasSize(1);
        assertThat(ScenarioReader.read(new DrlText("a.yaml", "!!java.net.URL [x]"))
                        .faults())
                .isNotEmpty();
    }
}
