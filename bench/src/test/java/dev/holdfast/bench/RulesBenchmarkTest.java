package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class RulesBenchmarkTest {
    @TempDir
    private Path directory;

    @Test
    void shouldMeasureEveryKindOfRule() throws Exception {
        var oneShortIteration = new OptionsBuilder()
                .include(RulesBenchmark.class.getName() + "\\.")
                .param("rules", "2")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .shouldFailOnError(true)
                .output(directory.resolve("jmh.log").toString())
                .build();

        Set<String> measured = new HashSet<>();
        for (RunResult result : new Runner(oneShortIteration).run()) {
            measured.add(result.getParams().getParam("kind"));
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getPrimaryResult().getScoreUnit()).isEqualTo("us/op");
        }
        assertThat(measured).containsExactlyInAnyOrder("EQUAL", "BELOW", "COUNTER");
    }
}
