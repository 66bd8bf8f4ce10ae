package dev.holdfast.trust.verdict;

/** What is known of one dimension. Absence and failure are different things, and neither is trust. */
public enum Check {
    /** Looked at, and as it should be. */
    VERIFIED,
    /** Looked at, and not as it should be. */
    FAILED,
    /** Not looked at, or too long ago. */
    UNKNOWN
}
