package dev.holdfast.cli.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Capability;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesetFileTest {
    private static final SigningKey ONE = SigningKey.generate(new SecureRandom());
    private static final SigningKey OTHER = SigningKey.generate(new SecureRandom());

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void trust() {
        GeneratedClasses.trust();
    }

    private static RulesetFile ruleset() {
        Ruleset baseline = Ruleset.baseline();
        return RulesetFile.unsigned(
                "example.org",
                RulesetLine.IN_FORCE,
                RulesetRecord.newBuilder()
                        .setVersion(7)
                        .setDigest(baseline.digest())
                        .setFiles(baseline.files().stream()
                                .map(file -> new RuleFile(file.path(), file.text()))
                                .toList())
                        .setActivateAt(Instant.parse("2030-01-31T08:00:00Z"))
                        .setAuthor("alice")
                        .setNote("as it ships")
                        .setCapabilities(List.of(Capability.PAUSE))
                        .build());
    }

    private Path written(RulesetFile file) throws Exception {
        Path path = directory.resolve("rules.json");
        file.write(path);
        return path;
    }

    @Test
    void shouldReadWhatWasWrittenWithItsSignatures() throws Exception {
        RulesetFile unsigned = ruleset();
        RulesetFile once = RulesetFile.read(written(unsigned)).signedBy(ONE);
        RulesetFile twice = RulesetFile.read(written(once)).signedBy(OTHER).signedBy(ONE);

        RulesetFile read = RulesetFile.read(written(twice));

        assertThat(read).isEqualTo(twice);
        assertThat(read.flaw()).isEmpty();
        assertThat(read.ruleset()).isEqualTo(unsigned.ruleset());
        assertThat(read.signatures())
                .extracting(RulesetFile.Signature::key)
                .containsExactly(ONE.verifyingKey(), OTHER.verifyingKey());
        assertThat(directory).isDirectoryContaining("glob:**rules.json").isDirectoryNotContaining("glob:**.new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\" : 7 | \"version\" : 8 | over this ruleset, found one over something else",
                "example.org | example.com | over this ruleset, found one over something else",
                "2030-01-31 | 2029-01-31 | over this ruleset, found one over something else",
                "\"PAUSE\" | \"KILL\" | over this ruleset, found one over something else",
                "as it ships | as it was | over this ruleset, found one over something else",
                "scopeViolationCount > 0 | scopeViolationCount > 1 | the rules in the file were changed"
            })
    void shouldSeeWhatWasChangedAfterItWasSigned(String signed, String changed, String why) throws Exception {
        Path path = written(ruleset().signedBy(ONE));
        String text = Files.readString(path);
        assertThat(text).contains(signed);
        Files.writeString(path, text.replace(signed, changed));

        assertThat(RulesetFile.read(path).flaw()).get().asString().contains(why);
    }

    @Test
    void shouldTellAFileOfAnotherVersionFromOneThatWasChanged() throws Exception {
        RulesetFile file = ruleset().signedBy(ONE);
        Path path = written(file);
        Files.writeString(path, Files.readString(path).replace(file.schema(), "0123456789abcdef"));

        assertThat(RulesetFile.read(path).flaw()).get().asString().contains("found the schema 0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holdfast-ruleset/1 | holdfast-ruleset/9 | found `holdfast-ruleset/9`",
                "\"version\" : 7 | \"version\" : 7.5 | expected a whole number as `version`",
                "\"author\" : \"alice\" | \"author\" : 1 | expected a text as `author`",
                "{ | [ | expected JSON"
            })
    void shouldRefuseWhatIsNoRuleset(String sound, String broken, String why) throws Exception {
        Path path = written(ruleset().signedBy(ONE));
        Files.writeString(path, Files.readString(path).replace(sound, broken));

        assertThatThrownBy(() -> RulesetFile.read(path))
                .isInstanceOf(InvalidAct.class)
                .hasMessageContaining("rules.json")
                .hasMessageContaining(why);
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        assertThatThrownBy(() -> RulesetFile.read(directory.resolve("none.json")))
                .isInstanceOf(InvalidAct.class)
                .hasMessageContaining("found none");
    }

    @Test
    void shouldKnowItsOwnCopiesFromThoseOfOtherActs() {
        var copies = new Copies(java.util.Map.of(0, 4L, 1, 9L));

        assertThat(copies.standAt(0, 4)).isTrue();
        assertThat(copies.standAt(1, 9)).isTrue();
        assertThat(copies.standAt(0, 9)).isFalse();
        assertThat(copies.standAt(2, 4)).isFalse();
    }
}
