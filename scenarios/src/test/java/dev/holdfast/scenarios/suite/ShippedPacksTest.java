package dev.holdfast.scenarios.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenarios.play.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios of the packs that ship. */
class ShippedPacksTest {
    private static final Path PACKS = Path.of("..", "rules", "packs");

    @ParameterizedTest
    @ValueSource(strings = {"agents", "baseline", "batch", "privacy"})
    void shouldDecideAsTheirScenariosExpect(String pack) throws IOException {
        TestedPack tested = TestedPack.read(PACKS.resolve(pack));
        PackResult result = new PackTest(false).run(tested);

        assertThat(result.faults()).isEmpty();
        assertThat(result.outcomes())
                .isNotEmpty()
                .allSatisfy(outcome ->
                        assertThat(outcome.rows()).as(outcome.scenario().path()).noneMatch(Outcome.Row::isWrong));
    }
}
