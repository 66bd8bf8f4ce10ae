package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.command.rules.RulesCommand;
import dev.holdfast.cli.recorded.RecordingWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BacktestSpeedTest {
    @TempDir
    private Path directory;

    @Test
    void shouldFindTheSameInWhatItsOwnRulesDecided() throws Exception {
        Path file = directory.resolve("decisions.avro");
        try (var writer = new RecordingWriter(file, "a test")) {
            RecordedDecisions.write(writer::add, 30_000, 17);
            writer.finish();
        }
        var out = new StringWriter();

        int status = new CommandLine(new RulesCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute("backtest", "--baseline", "--file", file.toString(), "--format", "json");

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(status).isZero();
        assertThat(report.get("decisions").longValue()).isEqualTo(30_000);
        assertThat(report.get("differing")).isEmpty();
        assertThat(report.get("paused").get("SAME").longValue()).isPositive();
        assertThat(report.get("halted").get("SAME").longValue()).isPositive();
        assertThat(report.get("findings"))
                .isNotEmpty()
                .allMatch(tally -> tally.get("new").longValue() == 0
                        && tally.get("vanished").longValue() == 0);
    }

    @Test
    void shouldReplayItToTheSameBytes() throws Exception {
        Path file = directory.resolve("decisions.avro");
        try (var writer = new RecordingWriter(file, "a test")) {
            RecordedDecisions.write(writer::add, 5_000, 17);
            writer.finish();
        }

        assertThat(new CommandLine(new BacktestSpeed()).execute("--file", file.toString(), "--times", "1", "--replay"))
                .isZero();
    }

    @Test
    void shouldFindNothingWrongWithALogOfThem() {
        assertThat(new CommandLine(new AuditSpeed()).execute("--decisions", "5000", "--times", "1"))
                .isZero();
    }
}
