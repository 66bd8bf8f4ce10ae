package dev.holdfast.lineage.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.note.SignedNote.Check.Believed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples that C2SP signed-note and tlog-checkpoint give. */
class SpecificationVectorsTest {
    private static final String VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private static final String NOTE = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;

    private static SignedNote note(String text) {
        return ((SignedNote.Parsed.Note) SignedNote.parse(text.getBytes(StandardCharsets.UTF_8))).value();
    }

    @Test
    void shouldVerifyTheNoteOfTheSpecification() {
        VerifierKey key = ((VerifierKey.Parsed.Key) VerifierKey.parse(VKEY)).value();
        SignedNote note = note(NOTE);

        assertThat(key.vkey()).isEqualTo(VKEY);
        assertThat(note.text()).isEqualTo("This is an example message.\n");
        assertThat(note).hasToString(NOTE);
        assertThat(note.check(List.of(key)))
                .isInstanceOfSatisfying(
                        Believed.class, believed -> assertThat(believed.valid()).hasSize(1));
    }

    @Test
    void shouldReadTheCheckpointsOfTheSpecification() {
        SignedNote note = note("""
                example.com/behind-the-sofa
                20852163
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

                — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
                — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
                """);

        Checkpoint checkpoint = ((Checkpoint.Parsed.Read) Checkpoint.parse(note.text())).value();

        assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(checkpoint.size()).isEqualTo(20_852_163);
        assertThat(checkpoint.root().base64()).isEqualTo("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
        assertThat(checkpoint.text()).isEqualTo(note.text());
        assertThat(note.signatures())
                .extracting(NoteSignature::key)
                .containsExactly("example.com/behind-the-sofa+033de0ae", "witness.example.com/w1+8d66cf3f");
        // The instant of the example's cosignature, 1679315147, stands before the signature.
        assertThat(Cosigned.Timed.of(note.signatures().get(1)).orElseThrow().posixSeconds())
                .isEqualTo(1_679_315_147);
    }
}
