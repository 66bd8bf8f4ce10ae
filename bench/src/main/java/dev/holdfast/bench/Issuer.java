package dev.holdfast.bench;

import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.time.Duration;
import java.time.Instant;

/** Gives executions their grants. Any thread. */
final class Issuer {
    private static final Duration VALID = Duration.ofHours(12);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(10);

    private final SigningKey key;
    private final String trustDomain;

    Issuer(SigningKey key, String trustDomain) {
        this.key = key;
        this.trustDomain = trustDomain;
    }

    /** A grant that is valid now and for the next hours. */
    SignedGrant issue(String executionId, SigningKey executor) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        try {
            return SignedGrant.issue(
                    Workload.grant(executionId, executor.verifyingKey(), now.minus(CLOCK_DIFFERENCE), now.plus(VALID)),
                    key,
                    trustDomain);
        } catch (InvalidGrant e) {
            throw new IllegalStateException("the benchmark's own grant is none: " + e.getMessage(), e);
        }
    }
}
