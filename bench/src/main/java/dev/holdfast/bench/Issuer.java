package dev.holdfast.bench;

import dev.holdfast.record.Grant;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Gives executions their grants. Any thread. */
public final class Issuer {
    private static final Duration VALID = Duration.ofHours(12);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(10);

    private final SigningKey key;
    private final String trustDomain;

    /** @param key the grant issuer's */
    public Issuer(SigningKey key, String trustDomain) {
        this.key = key;
        this.trustDomain = trustDomain;
    }

    /** A grant that is valid now and for the next hours. */
    SignedGrant issue(String executionId, SigningKey executor) {
        return issue(executionId, executor, grant -> {});
    }

    /**
     * The same on other terms.
     *
     * @param terms changes what is to be different
     */
    public SignedGrant issue(String executionId, SigningKey executor, Consumer<Grant> terms) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Grant grant =
                Workload.grant(executionId, executor.verifyingKey(), now.minus(CLOCK_DIFFERENCE), now.plus(VALID));
        terms.accept(grant);
        try {
            return SignedGrant.issue(grant, key, trustDomain);
        } catch (InvalidGrant e) {
            throw new IllegalStateException("the benchmark's own grant is none: " + e.getMessage(), e);
        }
    }
}
