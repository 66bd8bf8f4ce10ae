package dev.holdfast.cli.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCheckTest {
    private static final Path SHIPPED = Path.of("..", "rules", "packs");

    @TempDir
    Path directory;

    private Path pack;

    @BeforeEach
    void write() throws IOException {
        pack = Files.createDirectory(directory.resolve("mine"));
        Files.writeString(pack.resolve("pack.yaml"), """
                name: mine
                version: 1.0.0
                description: Mine.
                codes:
                  TOO_DEEP: {severity: PAUSE, meaning: Found too deep.}
                """);
        rules("depth > 3", "findings.pause(\"TOO_DEEP\", \"too deep\");");
    }

    private void rules(String condition, String consequence) throws IOException {
        Files.writeString(pack.resolve("rules.drl"), """
                package dev.holdfast.packs.mine
                import dev.holdfast.trust.facts.ExecutionFacts
                global dev.holdfast.rules.Findings findings
                rule "r" when
                \tExecutionFacts( %s ) then
                \t%s
                end
                """.formatted(condition, consequence));
    }

    private Outcome check(String... more) {
        var args = new ArrayList<>(List.of("rules", "check", pack.toString()));
        args.addAll(List.of(more));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    @Test
    void shouldFindNothingInTheShippedPacks() {
        Outcome outcome = CommandLineFixture.run(
                "rules",
                "check",
                SHIPPED.resolve("baseline").toString(),
                SHIPPED.resolve("admission").toString());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .startsWith("2 packs, ")
                .endsWith(" rules: 0 errors, 0 warnings" + System.lineSeparator());
    }

    @Test
    void shouldMarkWhatIsWrong() throws IOException {
        rules("dept > 3", "findings.pause(\"TOO_DEEP\", \"too deep\");");

        Outcome outcome = check();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out().lines())
                .containsExactly(
                        pack.resolve("rules.drl")
                                + ":5:18: error UNKNOWN_PROPERTY: expected a name of `ExecutionFacts`, found `dept`",
                        "    \tExecutionFacts( dept > 3 ) then",
                        "    \t                ^~~~",
                        "    hint: did you mean `depth`?",
                        "1 pack, 0 rules: 1 error, 0 warnings");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void shouldEndWellWithWarningsAlone() throws IOException {
        rules("depth >= 0", "findings.pause(\"TOO_DEEP\", \"too deep\");");

        Outcome outcome = check();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains(":4:1: warning ALWAYS_FIRES: ").contains("0 errors, 1 warning");
    }

    @Test
    void shouldWriteJson() throws IOException {
        rules("depth > 3", "System.exit(1);");

        Outcome outcome = check("--format", "json");

        assertThat(outcome.status()).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(outcome.out());
        assertThat(report.path("errors").asInt()).isEqualTo(1);
        JsonNode first = report.path("diagnostics").path(0);
        assertThat(first.path("file").asText())
                .isEqualTo(pack.resolve("rules.drl").toString());
        assertThat(first.path("line").asInt()).isEqualTo(6);
        assertThat(first.path("column").asInt()).isEqualTo(2);
        assertThat(first.path("severity").asText()).isEqualTo("error");
        assertThat(first.path("code").asText()).isEqualTo("CONSEQUENCE");
        assertThat(first.path("found").asText()).isEqualTo("System");
    }

    @Test
    void shouldNotLetATextSteerTheTerminal() throws IOException {
        rules("agent == \"\u001b[2J\"", "findings.pause(\"TOO_DEEP\", \"too deep\");");

        Outcome outcome = check();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("ENCODING").doesNotContain("\u001b");
    }

    @Test
    void shouldAskForAPackYaml() throws IOException {
        Files.delete(pack.resolve("pack.yaml"));

        Outcome outcome = check();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).startsWith(pack.resolve("pack.yaml") + ": error PACK: expected a pack.yaml");
    }

    @Test
    void shouldNameTheFileOfWhatIsTooLarge() throws IOException {
        Files.writeString(pack.resolve("more.drl"), "// much\n".repeat(1_250_000));

        Outcome outcome = check();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .startsWith(pack.resolve("more.drl") + ": error TOO_LARGE: expected at most 1000 DRL files")
                .contains("found in `mine` 2 of together 10000", "hint: ", "1 error, 0 warnings");
    }

    @Test
    void shouldSayWhatToLookForWhereTheParserGivesUp() throws IOException {
        rules("depth > 3, (agent == \"a\"", "findings.pause(\"TOO_DEEP\", \"too deep\");");

        Outcome outcome = check();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("error SYNTAX: ", "hint: what comes before is not finished");
    }

    @Test
    void shouldAskForAFolderThatIsThere() {
        Outcome outcome = CommandLineFixture.run(
                "rules", "check", directory.resolve("nowhere").toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("holdfast: expected a folder of rules, found none at `");
    }

    @Test
    void shouldAskForFolders() {
        assertThat(CommandLineFixture.run("rules", "check").status()).isEqualTo(2);
        assertThat(check("--format", "xml").status()).isEqualTo(2);
    }
}
