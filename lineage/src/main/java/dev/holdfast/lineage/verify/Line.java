package dev.holdfast.lineage.verify;

/** One statement about a proof. */
public sealed interface Line {
    /** A sentence for a person, without control characters. */
    String text();

    /** It was checked, and is so. */
    record Verified(String text) implements Line {}

    /** It was checked, and is not so. */
    record False(String text) implements Line {}

    /** What the file holds is not enough to check it. */
    record CannotTell(String text) implements Line {}

    /** Worth knowing; nothing rests on it. */
    record Noted(String text) implements Line {}
}
