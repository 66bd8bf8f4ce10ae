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

class HaltIT {
    private static final String TO_COMMAND = "Violating heartbeat to command in the executor's hands";
    private static final String TO_STOP = "Violating heartbeat to process stopped";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldStopExecutionsForEveryCauseAndWriteItDown() throws Exception {
        Path report = directory.resolve("report");

        int status = Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("halt", "--size", "smoke", "--report", report.toString());

        assertThat(status).as("%s%s", out, err).isZero();
        JsonNode suite = new ObjectMapper()
                .readTree(report.resolve("report.json").toFile())
                .get("suites")
                .get(0);
        // On a machine that is slow enough heartbeats are late, and what is paused for that is named; nothing may be
        // refused or lost.
        assertThat(suite.get("absent")).as("%s%s", out, err).allSatisfy(absent -> {
            assertThat(absent.get("subject").textValue())
                    .isEqualTo("a run in which nothing happens but what is meant to");
            assertThat(absent.get("why").textValue()).contains("dead letters {}", "not take 0");
        });
        Map<String, Set<String>> subjects = new HashMap<>();
        Map<String, Set<String>> conditions = new HashMap<>();
        for (JsonNode figure : suite.get("figures")) {
            String chart = figure.get("chart").textValue();
            subjects.computeIfAbsent(chart, any -> new HashSet<>())
                    .add(figure.get("subject").textValue());
            conditions
                    .computeIfAbsent(chart, any -> new HashSet<>())
                    .add(figure.get("at").textValue());
            if (chart.equals(TO_COMMAND)) {
                assertThat(figure.get("samples").longValue()).as("%s", figure).isPositive();
                assertThat(figure.get("p50").doubleValue())
                        .isPositive()
                        .isLessThanOrEqualTo(figure.get("p99.9").doubleValue());
            }
        }
        assertThat(subjects)
                .containsEntry(
                        TO_COMMAND,
                        Set.of("from its intended moment", "from its sending", "Kafka alone, a record and its echo"))
                .containsEntry(TO_STOP, Set.of("paused, seen to stand still"))
                .containsEntry(
                        "Other causes, to command in the executor's hands",
                        Set.of(
                                "third heartbeat in a row missing: pause",
                                "heartbeat with an act out of scope: halt",
                                "revocation of the grant: halt"))
                .containsKeys(
                        "Other causes, to process stopped",
                        "An order for everything, 20 executions",
                        "Leases that guards counted before their commit, of those looked at",
                        "Records of heartbeats that the evaluator took",
                        "How far behind the evaluator said to be at the most");
        assertThat(conditions)
                .containsEntry(TO_COMMAND, Set.of("10/s", "20/s", "20/s and 2,000 dead letters a second", "40/s"));
        assertThat(suite.get("limits")).isEmpty();
        assertThat(suite.get("notes")).isNotEmpty();
        assertThat(Files.readString(report.resolve("index.html"))).contains("<svg", "revocation");
        assertThat(report.resolve("halt.hlog")).isNotEmptyFile();
    }
}
