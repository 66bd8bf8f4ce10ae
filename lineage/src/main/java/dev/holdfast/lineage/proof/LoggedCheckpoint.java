package dev.holdfast.lineage.proof;

import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.SignedNote;

/**
 * A checkpoint with its signatures.
 *
 * @param checkpoint what the note says
 */
public record LoggedCheckpoint(SignedNote note, Checkpoint checkpoint) {
    /** @throws IllegalArgumentException when the note's text is no checkpoint */
    public static LoggedCheckpoint of(SignedNote note) {
        if (Checkpoint.parse(note.text()) instanceof Checkpoint.Parsed.Read read) {
            return new LoggedCheckpoint(note, read.value());
        }
        throw new IllegalArgumentException("expected a note whose text is a checkpoint");
    }
}
