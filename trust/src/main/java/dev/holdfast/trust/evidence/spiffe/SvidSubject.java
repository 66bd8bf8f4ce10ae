package dev.holdfast.trust.evidence.spiffe;

import dev.holdfast.trust.evidence.Quoted;
import java.util.Optional;

/** Whom an SVID of either form is for. */
final class SvidSubject {
    private SvidSubject() {}

    /** What is wrong; empty when the SVID is for the workload of the grant. */
    static Optional<String> flaw(String found, String expected) {
        if (SpiffeIds.workload(found).isEmpty()) {
            return Optional.of("expected an SVID for a workload's SPIFFE id, found one for " + Quoted.text(found));
        }
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of(
                        "expected an SVID for " + Quoted.text(expected) + ", found one for " + Quoted.text(found));
    }
}
