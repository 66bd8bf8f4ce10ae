package dev.holdfast.lineage.proof;

import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.SignedNote;
import java.util.Optional;

/**
 * A checkpoint with its signatures.
 *
 * @param checkpoint what the note says
 */
public record LoggedCheckpoint(SignedNote note, Checkpoint checkpoint) {
    /** The checkpoint in a note; empty when its text is none. */
    public static Optional<LoggedCheckpoint> read(SignedNote note) {
        return Checkpoint.parse(note.text()) instanceof Checkpoint.Parsed.Read read
                ? Optional.of(new LoggedCheckpoint(note, read.value()))
                : Optional.empty();
    }

    /** The checkpoint in the bytes of a note; empty when they are no note, or one of another text. */
    public static Optional<LoggedCheckpoint> read(byte[] note) {
        return SignedNote.parse(note) instanceof SignedNote.Parsed.Note parsed
                ? read(parsed.value())
                : Optional.empty();
    }

    /** @throws IllegalArgumentException when the note's text is no checkpoint */
    public static LoggedCheckpoint of(SignedNote note) {
        return read(note).orElseThrow(() -> new IllegalArgumentException("expected a note whose text is a checkpoint"));
    }
}
