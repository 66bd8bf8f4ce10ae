package dev.holdfast.rules.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.pack.ManifestReader;
import dev.holdfast.rules.pack.Pack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps {@code docs/rules/checking.md} true: each problem has its place there, and each example has its problem. */
class CheckingDocTest {
    private static final Path DOC = Path.of("..", "docs", "rules", "checking.md");
    private static final Pattern SECTION = Pattern.compile("(?ms)^### ([A-Z_]+)\n(.*?)(?=^### |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?s)```(drl|yaml)\n(.*?)```");
    private static final Pattern HEAD = Pattern.compile("(?s)```drl-head\n(.*?)```");
    private static final String MANIFEST = """
            name: mine
            version: 1.0.0
            description: Mine.
            codes:
              TOO_DEEP: {severity: PAUSE, meaning: Too deep.}
            """;
    private static final String RULE =
            "rule \"r\" when ExecutionFacts( depth > 3 ) then findings.pause(\"TOO_DEEP\", \"too deep\"); end\n";

    /** An example of the page. */
    record Example(Problem problem, String language, String text) {}

    @TempDir
    private Path directory = Path.of("");

    static List<Example> examples() throws IOException {
        return SECTION.matcher(Files.readString(DOC))
                .results()
                .flatMap(section -> BLOCK.matcher(section.group(2))
                        .results()
                        .map(block -> new Example(Problem.valueOf(section.group(1)), block.group(1), block.group(2))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldFindWhatThePageSays(Example example) throws IOException {
        Matcher head = HEAD.matcher(Files.readString(DOC));
        assertThat(head.find()).isTrue();
        boolean yaml = example.language().equals("yaml");
        String rules = yaml ? head.group(1) + RULE : example.text();
        Path folder = Files.createDirectory(directory.resolve("mine"));
        Files.writeString(folder.resolve("pack.yaml"), yaml ? example.text() : MANIFEST);
        Files.writeString(folder.resolve("rules.drl"), rules.startsWith("package") ? rules : head.group(1) + rules);

        Report report = RuleCheck.check(List.of(Pack.read(folder)), () -> 0);

        assertThat(report.diagnostics()).extracting(Diagnostic::problem).contains(example.problem());
        assertThat(report.errors() > 0).isEqualTo(example.problem().severity() == Problem.Severity.ERROR);
    }

    @Test
    void shouldHaveAPlaceForEachProblem() throws IOException {
        assertThat(SECTION.matcher(Files.readString(DOC)).results().map(section -> section.group(1)))
                .containsExactlyElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::name).toList());
        assertThat(examples()).hasSizeGreaterThan(Problem.values().length - 3);
    }

    @Test
    void shouldSayOfEachWhetherItIsAnError() throws IOException {
        SECTION.matcher(Files.readString(DOC))
                .results()
                .forEach(section -> assertThat(section.group(2).strip())
                        .startsWith(
                                Problem.valueOf(section.group(1)).severity() == Problem.Severity.ERROR
                                        ? "An error."
                                        : "A warning."));
    }

    @Test
    void shouldShowAManifestThatIsOne() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(DOC));
        assertThat(block.find()).isTrue();

        assertThat(ManifestReader.read(new DrlText("mine/pack.yaml", block.group(2)))
                        .faults())
                .isEmpty();
    }
}
