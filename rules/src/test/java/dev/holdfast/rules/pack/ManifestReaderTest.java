package dev.holdfast.rules.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.drl.DrlText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {
    private static final String GOOD = """
            name: mine
            version: 1.2.3
            description: Mine.
            requires: [baseline]
            capabilities: [PAUSE, FREEZE]
            codes:
              CODE:
                severity: PAUSE
                meaning: Found.
            """;

    private static ManifestReader.Read read(String text) {
        return ManifestReader.read(new DrlText("mine/pack.yaml", text));
    }

    @Test
    void shouldReadAllFields() {
        assertThat(read(GOOD).manifest()).hasValueSatisfying(manifest -> {
            assertThat(manifest.name()).isEqualTo("mine");
            assertThat(manifest.version()).isEqualTo("1.2.3");
            assertThat(manifest.requires()).containsExactly("baseline");
            assertThat(manifest.capabilities()).containsExactly(Capability.PAUSE, Capability.FREEZE);
            assertThat(manifest.codes().get("CODE"))
                    .isEqualTo(new PackManifest.Code(PackManifest.Severity.PAUSE, "Found.", 7));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "name: mine       | nam: mine              | :1:6: PACK: expected one of the fields [name, version, description, requires, capabilities, codes], found `nam`; did you mean `name`?",
                "name: mine       | name: Mine             | :1:7: PACK: expected lower-case letters",
                "name: mine       | name: mine\\nname: mine | :2:1: PACK: expected each field once, found `name` again",
                "version: 1.2.3   | version: 1.2           | :2:10: PACK: expected three numbers",
                "version: 1.2.3\\n | ~~                     | :1:1: PACK: expected the field `version`, found none; add `version: ...`",
                "description: Mine. | description:         | PACK: expected a text for `description`, found none",
                "[baseline]       | baseline               | :4:11: PACK: expected a list for `requires`",
                "FREEZE           | FREZE                  | :5:15: PACK: expected capabilities among [PAUSE, KILL, FREEZE], found `FREZE`; did you mean `FREEZE`?",
                "FREEZE           | OTHER                  | expected capabilities among",
                "CODE:            | code:                  | expected a code of capitals, digits and underscores, found `code`",
                "severity: PAUSE  | severity: STOP         | :8:15: PACK: expected one of [PAUSE, HALT, ADMIT, DENY], found `STOP`",
                "    meaning: Found.\\n | ~~              | expected the field `meaning`, found none",
                "severity: PAUSE  | severty: PAUSE         | found `severty`; did you mean `severity`?",
                "name: mine       | name: [                | PACK: expected YAML: ",
                "name: mine       | name: !!java.net.URL [x] | :1:7: PACK: expected YAML: Global tag is not allowed",
                "name: mine       | 'name: mine'           | PACK: expected YAML: "
            })
    void shouldSayWhatIsWrongAndWhere(String good, String bad, String expected) {
        String text = GOOD.replace(good.strip().isEmpty() ? good : good.replace("\\n", "\n"), bad.replace("\\n", "\n"));

        ManifestReader.Read read = read(text);

        assertThat(text).isNotEqualTo(GOOD);
        assertThat(read.manifest()).isEmpty();
        assertThat(read.faults())
                .anySatisfy(fault -> assertThat(fault.toString()).contains(expected));
    }

    @Test
    void shouldAskForFieldsInAnEmptyFile() {
        assertThat(read("").faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("found an empty file"));
    }

    @Test
    void shouldNotFollowAnAliasWithoutEnd() {
        assertThat(read("name: &a [*a]\n").manifest()).isEmpty();
    }
}
