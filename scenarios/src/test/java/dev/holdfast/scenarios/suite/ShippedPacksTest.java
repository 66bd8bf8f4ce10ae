package dev.holdfast.scenarios.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenarios.play.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios of the packs that ship. */
class ShippedPacksTest {
    private static final Path PACKS = Path.of("..", "rules", "packs");

    @ParameterizedTest
    @ValueSource(strings = {"admission", "agents", "baseline", "batch", "privacy"})
    void shouldDecideAsTheirScenariosExpect(String pack) throws IOException {
        TestedPack tested = TestedPack.read(PACKS.resolve(pack));
        PackResult result = new PackTest(false).run(tested);

        assertThat(result.faults()).isEmpty();
        assertThat(result.outcomes()).isNotEmpty();
        assertThat(result.outcomes().stream().flatMap(ShippedPacksTest::wrong)).isEmpty();
        assertThat(result.coverage().percent()).isEqualTo(100);
    }

    private static Stream<String> wrong(Outcome outcome) {
        return outcome.rows().stream()
                .filter(Outcome.Row::isWrong)
                .map(row -> outcome.scenario().path() + ": " + row);
    }
}
