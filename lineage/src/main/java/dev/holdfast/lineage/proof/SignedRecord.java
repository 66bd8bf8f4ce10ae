package dev.holdfast.lineage.proof;

import java.util.Arrays;
import java.util.List;

/**
 * A record as it was signed.
 *
 * @param fingerprint 64-bit Rabin fingerprint of the schema by which the body was written
 * @param body the Avro body; not to be changed
 * @param signatures values of its headers {@code holdfast-signature}, in their order; not to be changed
 */
public record SignedRecord(long fingerprint, byte[] body, List<byte[]> signatures) {
    public SignedRecord {
        signatures = List.copyOf(signatures);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedRecord that
                && fingerprint == that.fingerprint
                && Arrays.equals(body, that.body)
                && Arrays.deepEquals(signatures.toArray(), that.signatures.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(body);
    }
}
