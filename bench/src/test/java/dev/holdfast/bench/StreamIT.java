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

class StreamIT {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldMeasureEveryoneWhoTakesHeartbeatsAndWriteItDown() throws Exception {
        Path report = directory.resolve("report");

        int status = Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("stream", "--size", "smoke", "--report", report.toString());

        assertThat(status).as("%s%s", out, err).isZero();
        JsonNode suite = new ObjectMapper()
                .readTree(report.resolve("report.json").toFile())
                .get("suites")
                .get(0);
        assertThat(suite.get("absent")).as("%s%s", out, err).isEmpty();
        Map<String, Set<String>> subjects = new HashMap<>();
        for (JsonNode figure : suite.get("figures")) {
            String chart = figure.get("chart").textValue();
            subjects.computeIfAbsent(chart, any -> new HashSet<>())
                    .add(figure.get("subject").textValue());
            if (!chart.equals("Memory for each live execution")) {
                assertThat(figure.get("value").doubleValue()).isPositive();
                if (figure.get("unit").textValue().equals("/s")) {
                    assertThat(figure.get("cpuMicros").doubleValue()).isPositive();
                }
            }
        }
        assertThat(subjects)
                .containsEntry("Heartbeats, one stream thread", Set.of("Holdfast", "Kafka Streams alone", "Flink CEP"))
                .containsEntry(
                        "CPU time of the stream thread for each heartbeat", Set.of("Holdfast", "Kafka Streams alone"))
                .containsEntry("By partitions, each with a stream thread", Set.of("Holdfast", "Kafka Streams alone"))
                .containsEntry("By live executions, one stream thread", Set.of("Holdfast", "Kafka Streams alone"))
                .containsEntry("Memory for each live execution", Set.of("heap", "state on disk"));
        assertThat(suite.get("limits")).isEmpty();
        assertThat(suite.get("notes")).isNotEmpty();
        assertThat(Files.readString(report.resolve("index.html"))).contains("<svg", "Kafka Streams alone");
    }
}
