package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.holdfast.record.Role;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages about governance, admission, evidence and the executor's protocol say is there. */
class GovernanceDocTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern SHELL = Pattern.compile("(?s)```sh\n(.*?)```");
    private static final Pattern DRL = Pattern.compile("(?s)```drl\n(.*?)```");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static List<String> commands() throws IOException {
        return SHELL.matcher(page("governance.md")
                        + page("evidence.md")
                        + page("admission.md")
                        + page("signals.md")
                        + page("lineage/proofs.md")
                        + page("lineage/replay.md")
                        + page("lineage/fsck.md")
                        + page("lineage/witnesses.md")
                        + page("lineage/trees.md")
                        + page("lineage/tiles.md")
                        + page("rules/checking.md")
                        + page("rules/publishing.md"))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.replaceFirst(" > [a-z.]+$", ""))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldDocumentCommandsThatAreOnes(String command) {
        String[] words = WORD.matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);

        assertThat(words[0]).isEqualTo("holdfast");
        assertThatCode(() -> Holdfast.commandLine()
                        .parseArgs(List.of(words).subList(1, words.length).toArray(String[]::new)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNameEveryRole(Role role) throws IOException {
        assertThat(page("governance.md"))
                .contains("`" + role.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldSayWhatToDoAboutEveryDeadLetter(Reason reason) throws IOException {
        assertThat(page("executor-protocol.md")).contains("`" + reason + "`");
    }

    @Test
    void shouldSayWhatEachFailureOfAnAttestationLooksLike() throws IOException {
        assertThat(page("evidence.md"))
                .contains(
                        "`ATTESTATION_MISSING`",
                        "`ATTESTATION_FAILED`",
                        "`EVIDENCE_STALE`",
                        "| 5 minutes |",
                        "| 1 hour ");
    }

    @Test
    void shouldSayHowLongAPauseHolds() throws IOException {
        assertThat(page("governance.md"))
                .contains("PAUSE_UNRESOLVED", "An operator's pause holds until an operator resumes or halts");
    }

    @Test
    void shouldQuoteTheExampleOfAnAdmissionRuleAsItStands() throws IOException {
        String example = Files.readString(DOCS.resolve("examples/admission/house.drl"));

        assertThat(DRL.matcher(page("admission.md")).results().map(block -> block.group(1)))
                .isNotEmpty()
                .allSatisfy(quoted -> assertThat(example).contains(quoted));
    }

    @Test
    void shouldQuoteTheRuleOverASignalAsItStands() throws IOException {
        String pack = Files.readString(Path.of("..", "rules", "packs", "agents", "injection.drl"));

        assertThat(DRL.matcher(page("signals.md")).results().map(block -> block.group(1)))
                .singleElement()
                .satisfies(quoted -> assertThat(pack).contains(quoted));
    }

    private static String page(String name) throws IOException {
        return Files.readString(DOCS.resolve(name));
    }
}
