package dev.holdfast.trust.evidence.spiffe;

import dev.holdfast.trust.evidence.Quoted;
import io.spiffe.spiffeid.SpiffeId;
import java.util.Optional;

/** SPIFFE ids of workloads, in their one canonical spelling (SPIFFE-ID, section 2). */
public final class SpiffeIds {
    private static final int CHARACTERS = 2_048;
    private static final int TRUST_DOMAIN_CHARACTERS = 255;

    private SpiffeIds() {}

    /** A workload's id, which has a path; empty when the text is none, or not in lower case where it has to be. */
    static Optional<SpiffeId> workload(String text) {
        if (text.length() > CHARACTERS) {
            return Optional.empty();
        }
        try {
            SpiffeId id = SpiffeId.parse(text);
            boolean sound = id.toString().equals(text)
                    && !id.getPath().isEmpty()
                    && id.getTrustDomain().toString().length() <= TRUST_DOMAIN_CHARACTERS;
            return sound ? Optional.of(id) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Name of the SPIFFE trust domain that vouches for a workload, to choose the authorities by; empty when the text is no workload's id. */
    public static Optional<String> trustDomain(String text) {
        return workload(text).map(id -> id.getTrustDomain().toString());
    }

    /** Whether the text is the name of a SPIFFE trust domain, such as {@code example.org}. */
    public static boolean isTrustDomain(String text) {
        return workload("spiffe://" + text + "/workload")
                .filter(id -> id.getTrustDomain().toString().equals(text))
                .isPresent();
    }

    /** What is wrong with a grant's {@code spiffeId}; empty when nothing is. */
    public static Optional<String> flaw(String text) {
        return workload(text).isPresent()
                ? Optional.empty()
                : Optional.of("expected the SPIFFE id of a workload, such as `spiffe://example.org/fetcher`, found "
                        + Quoted.text(text));
    }
}
