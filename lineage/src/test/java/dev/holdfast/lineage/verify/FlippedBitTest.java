package dev.holdfast.lineage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.Seeds;
import dev.holdfast.lineage.testing.SoundProof;
import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One bit of a file is flipped, anywhere: in each kind of field, in names, between them. It must never pass, and never end in anything but a report. */
class FlippedBitTest {
    private static final int ROUNDS = Integer.getInteger("holdfast.rounds", 400);

    @Test
    void shouldNeverPass() throws Exception {
        byte[] sound = Hostile.bytes(SoundProof.sound());
        for (int round = 0; round < ROUNDS; round++) {
            Random random = Seeds.random(round);
            int bit = random.nextInt(sound.length * Byte.SIZE);
            byte[] flipped = sound.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);

            Report report =
                    ProofVerifier.verify(ProofReader.read(new ByteArrayInputStream(flipped)), SoundProof.ANCHORS);

            assertThat(report.exit())
                    .as("bit %d of byte %d, %s", bit % Byte.SIZE, bit / Byte.SIZE, Seeds.recipe(round))
                    .isNotEqualTo(Report.TRUE);
        }
    }
}
