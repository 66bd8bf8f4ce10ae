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
            state: TRUSTED            | state: TRUSTY              | 7 | did you mean `TRUSTED`?
            state: TRUSTED            | within: 1s, state: TRUSTED | 7 | beside a `command` alone
            at: 2s                    | at: -2s                    | 7 | from 0s to 24h
            'expect:'                 | 'until: 2s\nexpect:'       | 6 | expected an end between
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
                .containsExactly(0L, 1_500L, 2_000L, 2_500L);
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
