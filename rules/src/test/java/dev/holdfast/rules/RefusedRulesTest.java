package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.RuleNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that a stranger would like to have in force: each is refused where it goes wrong, and none of them ever runs. */
class RefusedRulesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "refused");
    private static final Pattern EXPECTED = Pattern.compile("// refused: (\\w+) (\\d+):(\\d+)\\R");
    private static final String TOUCHED = "holdfast.touched";
    private static final Path TOUCHED_FILE = Path.of("target", "touched");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".drl"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeEach
    @AfterEach
    void forget() throws IOException {
        System.clearProperty(TOUCHED);
        Files.deleteIfExists(TOUCHED_FILE);
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldRefuseWhereItGoesWrong(Path file) throws IOException {
        String text = Files.readString(file);
        Matcher expected = EXPECTED.matcher(text);
        assertThat(expected.lookingAt()).isTrue();

        DrlFile read = DrlReader.read(new DrlText("local/rules.drl", text));

        assertThat(Stream.concat(read.diagnostics().stream(), RuleNames.duplicates(List.of(read)).stream()))
                .first()
                .satisfies(first -> {
                    assertThat(first.problem()).hasToString(expected.group(1));
                    assertThat(first.line()).hasToString(expected.group(2));
                    assertThat(first.column()).hasToString(expected.group(3));
                    assertThat(first.isError()).isTrue();
                    assertThat(first.message()).isNotBlank();
                });
    }

    @Test
    void shouldNotCompileNorRunAnyOfThem() throws IOException {
        var threads = Thread.getAllStackTraces().keySet();

        for (Path file : files()) {
            var ruleset = Ruleset.of(List.of(new Ruleset.RuleFile("local/rules.drl", Files.readString(file))));
            assertThatExceptionOfType(CompiledRuleset.Broken.class)
                    .as("%s", file)
                    .isThrownBy(() -> CompiledRuleset.compile(ruleset))
                    .satisfies(broken -> assertThat(broken.faults())
                            .isNotEmpty()
                            .allSatisfy(fault -> {
                                assertThat(fault.path()).isEqualTo("local/rules.drl");
                                assertThat(fault.line()).isPositive();
                            }));
        }

        assertThat(System.getProperty(TOUCHED)).isNull();
        assertThat(TOUCHED_FILE).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !threads.contains(thread) && !thread.isDaemon())
                .isEmpty();
    }

    /** The twin that shows that the others would have been seen. */
    @Test
    void shouldHaveSeenOneThatRuns() throws Exception {
        var ruleset = Ruleset.of(List.of(
                new Ruleset.RuleFile("local/rules.drl", Files.readString(FOLDER.resolve("then-system-property.drl")))));

        try (RulesEngine engine = Unchecked.compile(ruleset).newEngine()) {
            engine.evaluate(Situation.good().facts());
        }

        assertThat(System.getProperty(TOUCHED)).isEqualTo("yes");
    }

    @Test
    void shouldNotLetAFileNamedLikeAShippedOneAlterIt() {
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("local/scope.drl", """
                package dev.holdfast.packs.baseline
                import dev.holdfast.trust.facts.ExecutionFacts
                rule "scope exceeded" when ExecutionFacts( depth > 99 ) then end
                """));

        var broken =
                catchThrowableOfType(CompiledRuleset.Broken.class, () -> CompiledRuleset.compile(Ruleset.of(files)));

        assertThat(broken.faults())
                .extracting(CompiledRuleset.Fault::text)
                .anySatisfy(text -> assertThat(text).contains("kept for what ships"))
                .anySatisfy(text -> assertThat(text).contains("`scope exceeded` again, first in baseline/scope.drl"));
    }
}
