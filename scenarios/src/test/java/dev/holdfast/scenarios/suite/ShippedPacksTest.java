package dev.holdfast.scenarios.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Trial;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.play.Outcome;
import dev.holdfast.scenarios.play.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** All mutants of all rules take a minute and more; those of the rules that a README names, a few seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"agents", "baseline"})
    void shouldLetThoseMutantsOfARuleSurviveThatTheReadmeNames(String pack) throws Exception {
        List<String> named = named(PACKS.resolve(pack).resolve("README.md"));
        TestedPack tested = TestedPack.read(PACKS.resolve(pack));
        CompiledRuleset rules = CompiledRuleset.compile(tested.ruleset());
        var rehearsal = new Rehearsal();
        var factsOf = new LinkedHashMap<Scenario, List<Record>>();
        for (Scenario scenario : tested.scenarios()) {
            var facts = new ArrayList<Record>();
            rehearsal.play(scenario, rules.on(Trial.watchedBy(facts::add)));
            factsOf.put(scenario, facts);
        }
        List<DrlFile> files = tested.pack().files().stream()
                .map(DrlReader::read)
                .map(file -> new DrlFile(
                        file.source(),
                        file.packageName(),
                        file.rules().stream()
                                .filter(rule -> named.stream().anyMatch(row -> row.startsWith(rule.name() + ": ")))
                                .toList(),
                        List.of()))
                .toList();

        Mutation mutation = Mutation.of(files, tested.ruleset(), factsOf, rehearsal);

        assertThat(named).isNotEmpty();
        assertThat(mutation.mutants()).isGreaterThan(named.size());
        assertThat(mutation.survivors())
                .extracting(survivor -> survivor.rule() + ": " + survivor.change())
                .containsExactlyInAnyOrderElementsOf(named);
    }

    /** Rule and mutant of each row of the table. */
    private static List<String> named(Path readme) throws IOException {
        return Files.readAllLines(readme).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| rule |"))
                .map(line -> line.split("\\|"))
                .map(cells -> cells[1].strip() + ": " + cells[2].strip())
                .toList();
    }

    private static Stream<String> wrong(Outcome outcome) {
        return outcome.rows().stream()
                .filter(Outcome.Row::isWrong)
                .map(row -> outcome.scenario().path() + ": " + row);
    }
}
