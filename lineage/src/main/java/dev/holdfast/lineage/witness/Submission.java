package dev.holdfast.lineage.witness;

import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a log sends to a witness: the body of {@code add-checkpoint}.
 *
 * @param oldSize of the checkpoint that the witness cosigned last, as the log believes
 * @param proof from that to the new one
 * @param note the new checkpoint, signed by the log
 * @param checkpoint what the note says; not to be believed before its signature is verified
 */
public record Submission(long oldSize, List<Hash> proof, SignedNote note, Checkpoint checkpoint) {
    /** Largest body, in bytes: a note, and the longest proof before it. */
    public static final int MAXIMUM_BYTES = SignedNote.MAXIMUM_BYTES + 4_096;

    private static final String OLD = "old ";

    public Submission {
        proof = List.copyOf(proof);
    }

    /** What a body turned out to be. */
    public sealed interface Parsed {
        /** A submission. */
        record Read(Submission value) implements Parsed {}

        /** None, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Reads a body. */
    public static Parsed parse(byte[] body) {
        if (body.length > MAXIMUM_BYTES) {
            return new Parsed.Malformed(
                    "expected a submission of at most " + MAXIMUM_BYTES + " bytes, found " + body.length);
        }
        int end = emptyLine(body);
        if (end < 0) {
            return new Parsed.Malformed("expected an empty line between the consistency proof and the checkpoint");
        }
        // What is not ASCII is neither a size nor base 64.
        String[] lines = new String(body, 0, end, StandardCharsets.ISO_8859_1).split("\n", -1);
        Optional<Long> oldSize =
                lines[0].startsWith(OLD) ? Checkpoint.size(lines[0].substring(OLD.length())) : Optional.empty();
        if (oldSize.isEmpty()) {
            return new Parsed.Malformed("expected `old` and a size in decimal in the first line");
        }
        if (lines.length - 1 > ConsistencyProof.MAXIMUM_PATH) {
            return new Parsed.Malformed("expected a consistency proof of at most " + ConsistencyProof.MAXIMUM_PATH
                    + " lines, found " + (lines.length - 1));
        }
        var proof = new ArrayList<Hash>();
        for (int i = 1; i < lines.length; i++) {
            Optional<Hash> hash = Hash.ofBase64(lines[i]);
            if (hash.isEmpty()) {
                return new Parsed.Malformed("expected a hash, 32 bytes in base 64, in line " + (i + 1));
            }
            proof.add(hash.get());
        }
        return parse(oldSize.get(), proof, Arrays.copyOfRange(body, end + 2, body.length));
    }

    private static Parsed parse(long oldSize, List<Hash> proof, byte[] rest) {
        SignedNote.Parsed note = SignedNote.parse(rest);
        if (note instanceof SignedNote.Parsed.Malformed malformed) {
            return new Parsed.Malformed(malformed.why());
        }
        SignedNote value = ((SignedNote.Parsed.Note) note).value();
        Checkpoint.Parsed checkpoint = Checkpoint.parse(value.text());
        return checkpoint instanceof Checkpoint.Parsed.Malformed malformed
                ? new Parsed.Malformed(malformed.why())
                : new Parsed.Read(new Submission(oldSize, proof, value, ((Checkpoint.Parsed.Read) checkpoint).value()));
    }

    /** Where the line before the first empty one ends; negative when there is none. */
    private static int emptyLine(byte[] body) {
        for (int i = 0; i + 1 < body.length; i++) {
            if (body[i] == '\n' && body[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The body of a submission. */
    public static byte[] write(ConsistencyProof proof, SignedNote note) {
        var body = new StringBuilder(OLD).append(proof.first()).append('\n');
        proof.path().forEach(hash -> body.append(hash.base64()).append('\n'));
        return body.append('\n').append(note).toString().getBytes(StandardCharsets.UTF_8);
    }
}
