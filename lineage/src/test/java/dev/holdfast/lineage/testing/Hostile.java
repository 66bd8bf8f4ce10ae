package dev.holdfast.lineage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.proof.ProofWriter;
import dev.holdfast.lineage.verify.Line;
import dev.holdfast.lineage.verify.ProofVerifier;
import dev.holdfast.lineage.verify.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A proof with one defect, made from the sound one.
 *
 * @param defect named for what is wrong
 * @param recipe how it is made, and the line that must be said of it
 */
public record Hostile(String defect, Recipe recipe) {

    /** Spoils the parts of a sound proof. */
    @FunctionalInterface
    public interface Recipe {
        /** @return the line that the report must have */
        Line spoil(ProofEdit edit) throws Exception;
    }

    /** A fixture. */
    public static Hostile of(String defect, Recipe recipe) {
        return new Hostile(defect, recipe);
    }

    /** Writes it, reads it, verifies it: it must be called what it is, in just these words, and never pass. */
    public void assertCalled() throws Exception {
        var edit = new ProofEdit(SoundProof.sound());
        Line expected = recipe.spoil(edit);
        Report report = verified(edit.proof());

        assertThat(report.lines()).as(defect).contains(expected);
        assertThat(report.exit())
                .as(defect)
                .isEqualTo(
                        expected instanceof Line.False
                                ? Report.FALSE
                                : expected instanceof Line.CannotTell ? Report.CANNOT_TELL : Report.TRUE);
        assertThat(report.lines())
                .as("no names of classes, nothing that moves a cursor")
                .noneMatch(line -> line.text().matches("(?s).*(Exception|java\\.|org\\.|\\p{Cntrl}).*"));
    }

    /** What is said of a proof once it has been a file. */
    public static Report verified(ProofFile proof) {
        try {
            return ProofVerifier.verify(ProofReader.read(new ByteArrayInputStream(bytes(proof))), SoundProof.ANCHORS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A proof as a file has it. */
    public static byte[] bytes(ProofFile proof) throws IOException {
        var out = new ByteArrayOutputStream();
        ProofWriter.write(proof, out);
        return out.toByteArray();
    }

    /** With one bit changed: of bytes that are not to be changed. */
    public static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    @Override
    public String toString() {
        return defect;
    }
}
