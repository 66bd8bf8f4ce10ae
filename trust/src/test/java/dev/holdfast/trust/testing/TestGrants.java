package dev.holdfast.trust.testing;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A sound grant, to be spoiled one part at a time. Valid for an hour from {@link #START}. */
public final class TestGrants {
    /** Instant at which every test begins, in epoch milliseconds. */
    public static final long START = 1_800_000_000_000L;

    /** How long the sound grant is valid, in milliseconds. */
    public static final long VALID_MILLIS = 3_600_000;

    /** The execution it is for. */
    public static final String EXECUTION = "order-17";

    /** The executor's key, of the seed 01 01 ... 01. */
    public static final SigningKey EXECUTOR = key(1);

    /** The issuer's key, of the seed 02 02 ... 02. */
    public static final SigningKey ISSUER = key(2);

    static {
        Records.vouch();
    }

    private TestGrants() {}

    /** A key of which every byte of the seed is the same. */
    public static SigningKey key(int seedByte) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) seedByte);
        return SigningKey.ofSeed(seed);
    }

    /** The sound grant. */
    public static Grant sound() {
        return with(grant -> {});
    }

    /** The sound grant with a change. */
    public static Grant with(Consumer<Grant> change) {
        Grant grant = Grant.newBuilder()
                .setExecutionId(EXECUTION)
                .setGrantId("grant-1")
                .setAgent("fetcher")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(EXECUTOR.verifyingKey().raw()))
                .setIssuedAt(Instant.ofEpochMilli(START - 1_000))
                .setNotBefore(Instant.ofEpochMilli(START))
                .setNotAfter(Instant.ofEpochMilli(START + VALID_MILLIS))
                .setScope(List.of(rule("http.get", "https://example.org/*", null)))
                .setWaived(List.of(Dimension.ENVIRONMENT))
                .build();
        change.accept(grant);
        return grant;
    }

    /** The sound grant, bound to reference values instead of waiving them. */
    public static Grant bound(Map<String, List<String>> referenceValues) {
        return with(grant -> {
            grant.setWaived(List.of());
            grant.setReferenceValues(referenceValues);
        });
    }

    /** A rule of a scope; {@code maxCount} null for any number of times. */
    public static ScopeRule rule(String action, String resource, @org.jspecify.annotations.Nullable Long maxCount) {
        return new ScopeRule(action, resource, maxCount, null);
    }
}
