package dev.holdfast.trust.testing;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Authorities of sound form, to be spoiled one part at a time. Valid for an hour from {@link TestGrants#START}. */
public final class TestAuthorities {
    /** Two of three operators. */
    public static final String OPERATORS = "production-operators";

    static {
        Records.vouch();
    }

    private TestAuthorities() {}

    /** Version 1 of an authority that has all of these keys, speaks for everybody and needs one signature. */
    public static Authority of(String name, Role role, SigningKey... keys) {
        return Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(Arrays.stream(keys).map(TestAuthorities::raw).toList())
                .setThreshold(1)
                .setNotBefore(Instant.ofEpochMilli(TestGrants.START))
                .setNotAfter(Instant.ofEpochMilli(TestGrants.START + TestGrants.VALID_MILLIS))
                .build();
    }

    /** {@link #OPERATORS}: any two of the keys 11, 12 and 13; with a change. */
    public static Authority operators(Consumer<Authority> change) {
        Authority authority = of(OPERATORS, Role.OPERATOR, TestGrants.key(11), TestGrants.key(12), TestGrants.key(13));
        authority.setThreshold(2);
        authority.setAgents(List.of("fetcher", "agent-*"));
        authority.setTenants(List.of("acme"));
        authority.setRegions(List.of("eu-*"));
        change.accept(authority);
        return authority;
    }

    /** The public half, as a record holds it. */
    public static ByteBuffer raw(SigningKey key) {
        return ByteBuffer.wrap(key.verifyingKey().raw());
    }
}
