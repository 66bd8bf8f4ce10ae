package dev.holdfast.trust.authority;

/**
 * Whether signers may sign for a subject at an instant.
 *
 * @param outcome VALID, or how far it came
 * @param authority name of the authority that was judged last; empty when the outcome is UNKNOWN
 * @param detail for a person: what was expected, what was found
 */
public record Judgment(Outcome outcome, String authority, String detail) {

    /** From the one that came least far to the one that came furthest. */
    public enum Outcome {
        /** No authority of the role holds any of the keys. */
        UNKNOWN,
        /** The authority is not valid yet. */
        NOT_YET_VALID,
        /** The authority is not valid any more. */
        EXPIRED,
        /** The authority may not speak for the subject. */
        OUT_OF_SCOPE,
        /** Too few of the authority's keys have signed. */
        TOO_FEW_SIGNATURES,
        /** Enough of the authority's keys have signed, within its time and scope. */
        VALID
    }

    /** Whether the signers may. */
    public boolean isValid() {
        return outcome == Outcome.VALID;
    }
}
