package dev.holdfast.lineage.audit;

/** How much an observation weighs. */
public enum Weight {
    /** What was recomputed is not what was recorded. */
    FALSE,
    /** What is there is not enough to tell. */
    CANNOT_TELL,
    /** Worth knowing; nothing rests on it. */
    NOTED
}
