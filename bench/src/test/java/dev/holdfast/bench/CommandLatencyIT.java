package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLatencyIT {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new CommandLatency())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void shouldAnswerEveryViolationAndWriteItDown() throws Exception {
        Path json = directory.resolve("command.json");

        int status = run(
                "--executions=5",
                "--guarded=2",
                "--seconds=3",
                "--warm-up-seconds=1",
                "--violations-per-second=4",
                "--partitions=2",
                "--garbage-per-second=50",
                "--json=" + json);

        assertThat(status).as("%s%s", out, err).isZero();
        assertThat(out.toString()).contains("p50 ", "p90 ", "p99 ", "p99.9 ", "max ", "unanswered 0", ": sound");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("sound").booleanValue()).isTrue();
        assertThat(report.get("commands").longValue()).isPositive();
        assertThat(report.get("executions").intValue()).isEqualTo(5);
        assertThat(report.get("guarded").intValue()).isEqualTo(2);
        assertThat(report.get("heartbeats").longValue()).isGreaterThanOrEqualTo(9);
        for (String none : new String[] {"unanswered", "heartbeatsLost", "guardsFailed"}) {
            assertThat(report.get(none).longValue()).as(none).isZero();
        }
        assertThat(report.get("unexpectedCommands")).isEmpty();
        assertThat(report.get("floodedCommands").longValue()).isPositive();
        assertThat(report.get("deadLetters").get("UNDECODABLE").longValue()).isPositive();
        double least = 0;
        for (String percentile : new String[] {"p50", "p90", "p99", "p99.9", "max"}) {
            double millis = report.get("latencyMillis").get(percentile).doubleValue();
            assertThat(millis).as(percentile).isPositive().isGreaterThanOrEqualTo(least);
            least = millis;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--guarded=0", "--guarded=201", "--seconds=0", "--violations-per-second=0", "--partitions=0"})
    void shouldRefuseAPlanThatMeasuresNothing(String option) {
        int status = run(option);

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("expected");
        assertThat(out.toString()).isEmpty();
    }
}
