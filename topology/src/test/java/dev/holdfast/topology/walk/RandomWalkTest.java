package dev.holdfast.topology.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Output;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomWalkTest {
    private static final int STEPS = 4_000;

    /** Two walks that are always the same and one that is new every time. */
    static LongStream seeds() {
        return LongStream.of(1, new Random().nextLong());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldKeepTheInvariantsAtEveryStep(long seed, TestReporter reporter, TestInfo info) {
        reporter.publishEntry("seed", Long.toString(seed));
        try (var scenario = EvaluatorScenario.start();
                var replay = EvaluatorScenario.start()) {
            var invariants = new Invariants(scenario);
            var walk = new Walk(seed, scenario, invariants);
            for (int step = 0; step < STEPS; step++) {
                try {
                    walk.step();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", step " + step + " (" + info.getDisplayName() + ")", e);
                }
            }

            for (String what : List.of(
                    "leases",
                    "dead letters",
                    "PAUSE",
                    "RESUME",
                    "HALT",
                    "DENY",
                    "repeated",
                    "forgotten",
                    "moved to COMPLETED",
                    "moved to DENIED")) {
                assertThat(invariants.seen(what))
                        .as("%s, with seed %d", what, seed)
                        .isGreaterThan(3);
            }
            // 6: the same inputs at the same instants, the same bytes.
            scenario.played().forEach(played -> replay.sendAt(played.input(), played.appendedAt()));
            assertThat(replay.outputs().stream().map(Output::image))
                    .as("replay of seed %d", seed)
                    .isEqualTo(scenario.outputs().stream().map(Output::image).toList());
        }
    }
}
