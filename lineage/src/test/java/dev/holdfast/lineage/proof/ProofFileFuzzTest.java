package dev.holdfast.lineage.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.ProofVerifier;
import dev.holdfast.lineage.verify.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ProofFileFuzzTest {
    static Stream<byte[]> seeds() throws IOException {
        byte[] sound = Hostile.bytes(SoundProof.sound());
        var small = new ProofEdit(SoundProof.sound());
        small.entries.clear();
        small.schemas.clear();
        small.checkpoints.remove(1);
        return Stream.of(
                sound,
                Hostile.bytes(small.proof()),
                Arrays.copyOf(sound, 200),
                "{}".getBytes(StandardCharsets.UTF_8),
                "[".repeat(1_000).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAndVerifyAProofOrSayThatItIsNone(byte[] file) throws Exception {
        ProofReader.Parsed parsed = ProofReader.read(new ByteArrayInputStream(file));
        if (parsed instanceof ProofReader.Parsed.Proof proof) {
            byte[] written = Hostile.bytes(proof.value());
            assertThat(ProofReader.read(new ByteArrayInputStream(written))).isEqualTo(parsed);
        }
        Report report = ProofVerifier.verify(parsed, SoundProof.ANCHORS);
        assertThat(report.lines()).isNotEmpty();
        boolean sound = parsed.equals(new ProofReader.Parsed.Proof(SoundProof.sound()));
        assertThat(sound || report.exit() != Report.TRUE)
                .as("nothing but the sound proof passes")
                .isTrue();
    }
}
