package dev.holdfast.lineage.proof;

import dev.holdfast.lineage.merkle.InclusionProof;
import java.util.Arrays;

/**
 * An entry, and where it stands in the log.
 *
 * @param encoded in single-object encoding; not to be changed
 * @param inclusion the proof that it stands there
 */
public record LoggedEntry(byte[] encoded, InclusionProof inclusion) {
    @Override
    public boolean equals(Object other) {
        return other instanceof LoggedEntry that
                && Arrays.equals(encoded, that.encoded)
                && inclusion.equals(that.inclusion);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }
}
