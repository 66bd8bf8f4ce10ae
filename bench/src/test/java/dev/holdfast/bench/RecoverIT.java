package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoverIT {
    private static final String RESTART = "Until decisions are committed again, 200 executions";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldKillAndRestartEvaluatorsAndWriteDownHowSoonTheyDecideAgain() throws Exception {
        Path report = directory.resolve("report");

        int status = Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("recover", "--size", "smoke", "--report", report.toString());

        assertThat(status).as("%s%s", out, err).isZero();
        JsonNode suite = new ObjectMapper()
                .readTree(report.resolve("report.json").toFile())
                .get("suites")
                .get(0);
        Map<String, Set<String>> subjects = new HashMap<>();
        for (JsonNode figure : suite.get("figures")) {
            subjects.computeIfAbsent(figure.get("chart").textValue(), any -> new HashSet<>())
                    .add(figure.get("subject").textValue());
            if (figure.get("unit").textValue().equals("ms")
                    && !figure.get("chart").textValue().equals("Leases")) {
                assertThat(figure.get("value").doubleValue()).as("%s", figure).isPositive();
            }
        }
        assertThat(subjects)
                .as("%s%s", out, err)
                .containsEntry(
                        "A partition without decisions",
                        Set.of("as they leave", "committed", "committed, from the kill"))
                .containsEntry(
                        "Leases",
                        Set.of("longest time between two, of each execution", "least left of one when the next came"))
                .containsEntry(
                        "Healthy executions, wrongly",
                        Set.of("paused", "halted or denied", "not trusted in a row", "without a lease for a while"))
                .containsEntry(
                        RESTART,
                        Set.of("started without its state", "stopped and started", "killed, a standby takes over"));
        assertThat(suite.get("limits")).isEmpty();
        assertThat(suite.get("notes")).isNotEmpty();
        assertThat(Files.readString(report.resolve("index.html"))).contains("<svg", "as they leave");
        assertThat(ProcessHandle.current().descendants())
                .as("evaluators and the registry end with the suite")
                .isEmpty();
    }
}
