package dev.holdfast.lineage.witness;

import dev.holdfast.lineage.note.Checkpoint;
import java.util.Optional;

/** What a witness must not forget: of each log the latest checkpoint that it has cosigned. Any thread. */
public interface WitnessMemory {
    /** The latest of a log; empty when there is none. */
    Optional<Checkpoint> latest(String origin);

    /**
     * Puts a checkpoint in the place of the latest, if that still is what it was. Atomic; once it returns true the checkpoint is safe, also from a loss of power.
     *
     * @param expected what {@link #latest} returned
     * @return false when the latest is another one by now; nothing has changed then
     */
    boolean advance(Optional<Checkpoint> expected, Checkpoint next);
}
