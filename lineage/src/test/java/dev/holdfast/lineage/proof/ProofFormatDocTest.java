package dev.holdfast.lineage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.trust.intake.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document of the format says what the code does. */
class ProofFormatDocTest {
    private static final Path DOCUMENT = Path.of("../docs/lineage/proof-format.md");

    @Test
    void shouldDescribeEveryField() throws Exception {
        String document = Files.readString(DOCUMENT);
        var names = new TreeSet<String>();
        try (JsonParser parser = new JsonFactory().createParser(Hostile.bytes(SoundProof.sound()))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }

        assertThat(names).hasSize(31).allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
        assertThat(document)
                .contains("`" + new LogOrigin("<trustDomain>", 3).toString().replace("3", "<partition>") + "`");
    }

    @Test
    void shouldGiveTheLimits() throws Exception {
        String document = Files.readString(DOCUMENT);

        for (long limit : new long[] {
            ProofLimits.FILE_BYTES,
            ProofLimits.ENTRIES,
            ProofLimits.ENTRY_BYTES,
            ProofLimits.OPENINGS,
            ProofLimits.VALUE_CHARACTERS,
            ProofLimits.SCHEMAS,
            ProofLimits.SCHEMA_CHARACTERS,
            ProofLimits.CHECKPOINTS,
            ProofLimits.CHECKPOINT_CHARACTERS,
            ProofLimits.GRANTS,
            ProofLimits.AUTHORITIES,
            ProofLimits.RULESETS,
            ProofLimits.RULE_CHARACTERS,
            ProofLimits.ACKNOWLEDGMENTS,
            ProofLimits.BODY_BYTES,
            ProofLimits.NAME_CHARACTERS,
            Limits.SIGNATURES,
            Limits.RULE_FILES
        }) {
            assertThat(document).contains(String.format(Locale.ROOT, "%,d", limit));
        }
    }
}
