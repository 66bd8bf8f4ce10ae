package dev.holdfast.trust.evidence;

import dev.holdfast.record.AttestationKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether what was verified once is recent enough to count now. All instants are epoch milliseconds of the broker's clock. */
public sealed interface Freshness {
    /** The greatest age that a grant may allow, in milliseconds: ten years of 365 days. */
    long MAXIMUM_MILLIS = 315_360_000_000L;

    /** Recent enough. */
    record Fresh(long ageMillis) implements Freshness {}

    /** Too old, or taken in after now, which is never right. */
    record Stale(long ageMillis, long maximumMillis) implements Freshness {
        /** For a person. */
        public String detail() {
            return "expected an attestation of at most " + maximumMillis + " ms, found one of " + ageMillis
                    + " ms; attest again";
        }
    }

    /**
     * Compares. An attestation of just the greatest age is fresh.
     *
     * @param takenInMillis when the attestation was first taken in: one that is presented again (see {@link AttestationDigest}) gets no younger
     * @param maximumMillis the most that it may be old
     */
    static Freshness of(long takenInMillis, long maximumMillis, long nowMillis) {
        long ageMillis = nowMillis - takenInMillis;
        return ageMillis >= 0 && ageMillis <= maximumMillis
                ? new Fresh(ageMillis)
                : new Stale(ageMillis, maximumMillis);
    }

    /** The first instant at which an attestation is stale. For instants and ages up to the year 9999. */
    static long staleAtMillis(long takenInMillis, long maximumMillis) {
        return takenInMillis + maximumMillis + 1;
    }

    /** What is wrong with a grant's {@code evidenceMaxAgeMillis}; empty when nothing is. */
    static Optional<String> flaw(Map<String, Long> maximumMillisByKind) {
        for (Map.Entry<String, Long> entry : new TreeMap<>(maximumMillisByKind).entrySet()) {
            boolean known = false;
            for (AttestationKind kind : AttestationKind.values()) {
                known |= kind != AttestationKind.OTHER && kind.name().equals(entry.getKey());
            }
            if (!known) {
                return Optional.of("expected greatest ages of X509_SVID, JWT_SVID, TPM_QUOTE or STATEMENT, found "
                        + Quoted.text(entry.getKey()));
            }
            if (entry.getValue() < 1 || entry.getValue() > MAXIMUM_MILLIS) {
                return Optional.of(
                        "expected the greatest age of " + entry.getKey() + " to be from 1 to " + MAXIMUM_MILLIS
                                + " ms, found "
                                + entry.getValue());
            }
        }
        return Optional.empty();
    }
}
