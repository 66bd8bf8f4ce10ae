package dev.holdfast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportDirectoryTest {
    @TempDir
    private Path parent;

    private static Findings findings() {
        var nanos = new Histogram(3);
        nanos.recordValue(1_500);
        nanos.recordValue(90_000);
        var findings = new Findings("trial", "How long is <it>?", line -> {});
        findings.add(Figure.of("Time", "ours & all", "10, of them", Unit.MICROSECONDS, nanos, 2.5));
        findings.add(Figure.of("Rate", "ours & all", "", Unit.PER_SECOND, 40_000));
        findings.add(Limit.atMost("median", 1, 1.5, Unit.MICROSECONDS));
        findings.absent("theirs", "it does not load");
        return findings;
    }

    @Test
    void shouldHoldAllThatWasFound() throws Exception {
        Path directory = parent.resolve("new/report");
        new ReportDirectory(directory, Map.of("java", "17")).add(findings());

        JsonNode report =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        assertThat(report.at("/circumstances/java").textValue()).isEqualTo("17");
        JsonNode suite = report.at("/suites/0");
        assertThat(suite.at("/figures/0/value").doubleValue()).isEqualTo(1.5);
        assertThat(suite.at("/figures/0/samples").intValue()).isEqualTo(2);
        assertThat(suite.at("/figures/0/cpuMicros").doubleValue()).isEqualTo(2.5);
        assertThat(suite.at("/figures/1/value").doubleValue()).isEqualTo(40_000);
        assertThat(suite.at("/limits/0/kept").booleanValue()).isFalse();
        assertThat(suite.at("/absent/0/why").textValue()).isEqualTo("it does not load");
        assertThat(Files.readString(directory.resolve("index.html")))
                .contains("How long is &lt;it&gt;?", "ours &amp; all", "it does not load", "missed", "<polyline")
                .doesNotContain("http");
        assertThat(Files.readString(directory.resolve("trial.hlog"))).contains("Tag=Time/ours_&_all/10_of_them");
    }

    @Test
    void shouldNotWriteOverAnother() {
        assertThatThrownBy(() -> new ReportDirectory(parent, Map.of())).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(parent).isEmptyDirectory();
    }
}
