package dev.holdfast.lineage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.proof.ProofWriter;
import dev.holdfast.lineage.testing.SoundProof;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SoundProofTest {
    private static final String REPORT = """
            Verified: schema FINGERPRINT is the one of lineage entries that this version of Holdfast knows
            Verified: version 1 of authority `evaluators`, role EVALUATOR, valid from 2027-01-15T07:00:00Z to 2027-01-15T09:00:00Z, is signed by the root key
            Verified: version 1 of authority `issuers`, role GRANT_ISSUER, valid from 2027-01-15T07:00:00Z to 2027-01-15T09:00:00Z, is signed by the root key
            Verified: the checkpoint of size 12, which holds entry 4 of `job-1` of 2027-01-15T08:00:04Z, is signed for the log `example.org/lineage/0` by an evaluator: version 1 of authority `evaluators`: signed by 1 of 1 keys, 1 needed
            Verified: the checkpoint of size 24, which holds entry 7 of `job-1` of 2027-01-15T08:00:07Z, is signed for the log `example.org/lineage/0` by an evaluator: version 1 of authority `evaluators`: signed by 1 of 1 keys, 1 needed
            Verified: the checkpoint of size 24 is signed by the log's own key `example.org/lineage/0+cadf06fd`, which you named, as well at 2027-01-15T08:00:20Z
            Verified: the checkpoint of size 24 was cosigned by the witness `witness.example/w1` at 2027-01-15T08:00:20Z
            Verified: entry 1 of `job-1` is leaf 3 of the log `example.org/lineage/0` at its checkpoint of size 12
            Verified: entry 2 of `job-1` is leaf 7 of the log `example.org/lineage/0` at its checkpoint of size 12
            Verified: entry 3 of `job-1` is leaf 8 of the log `example.org/lineage/0` at its checkpoint of size 12
            Verified: entry 4 of `job-1` is leaf 10 of the log `example.org/lineage/0` at its checkpoint of size 12
            Verified: entry 5 of `job-1` is leaf 15 of the log `example.org/lineage/0` at its checkpoint of size 24
            Verified: entry 6 of `job-1` is leaf 17 of the log `example.org/lineage/0` at its checkpoint of size 24
            Verified: entry 7 of `job-1` is leaf 19 of the log `example.org/lineage/0` at its checkpoint of size 24
            Verified: the checkpoint of size 24 continues the one of size 12: nothing before was removed or rewritten
            Verified: entries 1 to 7 of `job-1` are one chain from its beginning: none is missing, changed or out of order between them
            Noted: whether more entries of `job-1` follow entry 7 is not something a file can show
            Verified: the 7 decisions are ones that an evaluator makes: epochs only rise, to 3, each move from state to state is one that there is, and each lease rests on all dimensions being verified; the last leads to HALTED
            Verified: grant `grant-1` of `job-1` is signed by its issuer, who might issue it whenever everything was found in order: version 1 of authority `issuers`: signed by 1 of 1 keys, 1 needed
            Verified: fact `metadata` of entry 3 is `{"case":"a \\"b\\""}`: with its salt it comes to the commitment in the entry
            Noted: sealed, and not opened by this file: {metadata=6} (fact and number of entries)
            Verified: the file holds all 2 files of ruleset 206e47233bbf2aabd1a760f47199827aeb9468c367d71e2a55c00e1caca377bf, under which was decided
            Verified: the executor of `job-1` says with its own signature that PAUSE of epoch 1 is EFFECTIVE: the command of entry 3 of `job-1`
            Verified: the executor of `job-1` says with its own signature that HALT of epoch 3 is EFFECTIVE: the command of entry 6 of `job-1`
            """;

    @Test
    void shouldComeBackFromItsBytes() throws Exception {
        ProofFile proof = SoundProof.sound();
        var out = new ByteArrayOutputStream();
        ProofWriter.write(proof, out);

        assertThat(ProofReader.read(new ByteArrayInputStream(out.toByteArray())))
                .isEqualTo(new ProofReader.Parsed.Proof(proof));
    }

    @Test
    void shouldBeVerifiedLineByLine() {
        Report report = ProofVerifier.verify(SoundProof.sound(), SoundProof.ANCHORS);

        assertThat(text(report)).isEqualTo(REPORT.replace("FINGERPRINT", fingerprint()));
        assertThat(report.exit()).isEqualTo(Report.TRUE);
    }

    /** The schema evolves; what is said of it does not. */
    private static String fingerprint() {
        return String.format("%016x", SoundProof.sound().schemas().get(0).fingerprint());
    }

    private static String text(Report report) {
        return report.lines().stream()
                .map(line -> line.getClass().getSimpleName() + ": " + line.text() + "\n")
                .collect(Collectors.joining());
    }
}
