package dev.holdfast.lineage.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.testing.Keys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SubmissionFuzzTest {
    static Stream<byte[]> seeds() {
        Checkpoint checkpoint = Checkpoint.of("example.org/lineage/0", 7, Hash.EMPTY_TREE);
        NoteSigner log = new NoteSigner.Ed25519(checkpoint.origin(), Keys.ed25519(1));
        SignedNote note = new SignedNote(checkpoint.text(), List.of(log.sign(checkpoint, 0)));
        return Stream.of(
                Submission.write(new ConsistencyProof(0, 7, List.of()), note),
                Submission.write(new ConsistencyProof(3, 7, List.of(Hash.EMPTY_TREE)), note),
                "old 0\n\n".getBytes(StandardCharsets.UTF_8),
                "\n\n".getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadASubmissionInItsOneSpellingOrSayThatItIsNone(byte[] body) {
        if (Submission.parse(body) instanceof Submission.Parsed.Read read) {
            Submission value = read.value();
            var proof = new ConsistencyProof(value.oldSize(), value.checkpoint().size(), value.proof());
            assertThat(Submission.write(proof, value.note())).isEqualTo(body);
        }
    }
}
