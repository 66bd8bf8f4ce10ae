package dev.holdfast.cli.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code holdfast rules test} on the pack and the scenario of {@code docs/rules/testing.md}. */
class RulesTestCommandTest {
    private static final Path DOC = Path.of("..", "docs", "rules", "testing.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)`([a-z./-]+)`:\n\n```\\w*\n(.*?)```");

    @TempDir
    private Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void layThePackOfThePage() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(DOC));
        while (blocks.find()) {
            Path file = root.resolve(blocks.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, blocks.group(2));
        }
        assertThat(root.resolve("downloads/scenarios/many.yaml")).exists();
    }

    private int run(String... words) {
        return new CommandLine(new RulesTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private String pack() {
        return root.resolve("downloads").toString();
    }

    @Test
    void shouldPassThePageAsItStandsAndPinAllOfIt() throws Exception {
        Path xml = root.resolve("results.xml");
        Path html = root.resolve("coverage.html");

        assertThat(run(pack(), "--mutate", "--coverage-at-least", "100", "--junit", "" + xml, "--html", "" + html))
                .as(out + "" + err)
                .isZero();
        assertThat(out.toString()).contains("downloads: 1 scenario, 0 failed, coverage 100 %, 0 of 6 mutants survived");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(xml.toFile())
                        .getElementsByTagName("testcase")
                        .getLength())
                .isEqualTo(1);
        assertThat(html).content().contains("<h2>downloads: 100 %</h2>").doesNotContain("not seen", "http");
    }

    @Test
    void shouldPlayTheHaltThatIsNeverConfirmed() throws IOException {
        Matcher block =
                Pattern.compile("(?s)```yaml\n(scenario: a halt .*?)```").matcher(Files.readString(DOC));
        assertThat(block.find()).isTrue();
        Path scenario = root.resolve("downloads/scenarios/halt.yaml");
        Files.writeString(scenario, block.group(1));

        assertThat(run(pack())).as(out + "" + err).isZero();
        assertThat(out.toString()).contains("downloads: 2 scenarios, 0 failed");
        Files.writeString(scenario, block.group(1).replace("escalation: HALT", "escalation: PAUSE"));
        assertThat(run(pack())).isEqualTo(1);
    }

    @Test
    void shouldShowWhatHappenedBesideWhatWasExpected() throws IOException {
        Path scenario = root.resolve("downloads/scenarios/many.yaml");
        Files.writeString(scenario, Files.readString(scenario).replace("at: 2s, execution", "at: 1s, execution"));

        assertThat(run(pack(), "--junit", root.resolve("results.xml").toString()))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains("FAILED downloads/scenarios/many.yaml")
                .containsPattern("!\\s+1\\.000s\\s+nothing of the kind\\s+PAUSE job-1: DOWNLOADS_MANY")
                .containsPattern("!\\s+2\\.000s\\s+PAUSE job-1: DOWNLOADS_MANY\\s+nothing");
        assertThat(root.resolve("results.xml")).content().contains("<failure message=");
    }

    @Test
    void shouldFailBelowTheCoverageAskedFor() throws IOException {
        Files.delete(root.resolve("downloads/scenarios/many.yaml"));

        assertThat(run(pack(), "--coverage-at-least", "50", "--format", "json")).isEqualTo(1);

        assertThat(out.toString()).contains("\"percent\" : 0");
        assertThat(err.toString()).contains("expected a coverage of at least 50 %");
    }

    @Test
    void shouldSaySoWhereThereIsNothingToPlay() throws IOException {
        Files.delete(root.resolve("downloads/scenarios/many.yaml"));

        assertThat(run(pack())).isZero();

        assertThat(out.toString())
                .contains("downloads: no scenarios, nothing was played; write them as downloads/scenarios/NAME.yaml");
    }

    @Test
    void shouldNameTheFieldThatIsUnknown() throws IOException {
        Path scenario = root.resolve("downloads/scenarios/many.yaml");
        Files.writeString(scenario, Files.readString(scenario).replace("expect:", "expects:"));

        assertThat(run(pack())).isEqualTo(1);

        assertThat(out.toString()).contains("found `expects`; did you mean `expect`?", "downloads: not tested");
    }
}
