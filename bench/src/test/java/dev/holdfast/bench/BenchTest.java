package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void shouldMeasureEveryoneWhoDecidesAndWriteItDown() throws Exception {
        Path report = directory.resolve("report");

        int status = run("decide", "--size", "smoke", "--report", report.toString());

        assertThat(status).as("%s%s", out, err).isZero();
        JsonNode suite = new ObjectMapper()
                .readTree(report.resolve("report.json").toFile())
                .get("suites")
                .get(0);
        assertThat(suite.get("absent")).isEmpty();
        Set<String> subjects = new HashSet<>();
        for (JsonNode figure : suite.get("figures")) {
            subjects.add(figure.get("subject").textValue());
            assertThat(figure.get("samples").longValue()).isPositive();
            assertThat(figure.get("p50").doubleValue())
                    .isPositive()
                    .isLessThanOrEqualTo(figure.get("p99").doubleValue());
            assertThat(figure.get("cpuMicros").doubleValue()).isPositive();
        }
        assertThat(subjects)
                .containsExactlyInAnyOrder("Holdfast", "Java by hand", "Cedar", "CEL", "Easy Rules", "Drools as usual");
        assertThat(Files.readString(report.resolve("index.html"))).contains("<svg", "Easy Rules", "processors");
        try (var log = new HistogramLogReader(report.resolve("decide.hlog").toFile())) {
            var first = (Histogram) log.nextIntervalHistogram();
            assertThat(first.getTag()).isEqualTo("One_decision/Holdfast/4_rules");
            assertThat(first.getTotalCount()).isPositive();
        }
    }

    @Test
    void shouldMeasureSignaturesAndSessionsAndNameWhoIsNotThere() throws Exception {
        Path report = directory.resolve("report");

        int status = run("verify", "--size", "smoke", "--report", report.toString());

        assertThat(status).as("%s%s", out, err).isZero();
        JsonNode suite = new ObjectMapper()
                .readTree(report.resolve("report.json").toFile())
                .get("suites")
                .get(0);
        assertThat(suite.get("figures"))
                .hasSize(7)
                .allSatisfy(
                        figure -> assertThat(figure.get("value").doubleValue()).isPositive());
        assertThat(suite.get("absent"))
                .singleElement()
                .satisfies(absent -> assertThat(absent.get("subject").textValue())
                        .isEqualTo("Amazon Corretto Crypto Provider, 200 bytes"));
    }

    @Test
    void shouldNameSuitesWhenThereIsNoneOfAName() {
        int status = run("desides", "--report", directory.resolve("report").toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .contains("expected suites of `decide`, `verify`, `stream`, `halt`, `recover`", "found `desides`");
        assertThat(directory.resolve("report")).doesNotExist();
    }

    @Test
    void shouldNotWriteOverAReport() {
        int status = run("decide", "--size", "smoke", "--report", directory.toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("expected a new directory, found `" + directory + "`");
        assertThat(out.toString()).isEmpty();
    }
}
