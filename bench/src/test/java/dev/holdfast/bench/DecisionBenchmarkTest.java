package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class DecisionBenchmarkTest {
    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEveryPartInBothModes() throws Exception {
        Path json = directory.resolve("decision.json");
        Options oneShortIteration = new OptionsBuilder()
                .include(DecisionBenchmark.class.getName() + "\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .shouldFailOnError(true)
                .output(directory.resolve("jmh.log").toString())
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .build();

        new Runner(oneShortIteration).run();

        Set<String> measured = new HashSet<>();
        for (JsonNode result : new ObjectMapper().readTree(json.toFile())) {
            String name = result.get("benchmark").textValue();
            measured.add(name.substring(name.lastIndexOf('.') + 1) + " "
                    + result.get("mode").textValue());
            assertThat(result.get("primaryMetric").get("score").doubleValue()).isPositive();
            assertThat(result.get("primaryMetric").get("scoreUnit").textValue()).isEqualTo("us/op");
        }
        assertThat(measured)
                .containsExactlyInAnyOrder(
                        "decision avgt", "decision sample",
                        "rules avgt", "rules sample",
                        "trial avgt", "trial sample",
                        "facts avgt", "facts sample",
                        "decodeState avgt", "decodeState sample",
                        "encodeState avgt", "encodeState sample");
    }
}
