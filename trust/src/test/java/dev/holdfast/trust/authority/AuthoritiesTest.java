package dev.holdfast.trust.authority;

import static dev.holdfast.trust.testing.TestAuthorities.operators;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestAuthorities;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthoritiesTest {
    private static final SigningKey FIRST = TestGrants.key(11);
    private static final SigningKey SECOND = TestGrants.key(12);

    static Stream<Arguments> sound() {
        return Stream.of(
                good("as it is", a -> {}),
                good("the longest name", a -> a.setName("n".repeat(128))),
                good("every kind of character", a -> a.setName("Az09._:@-")),
                good("a late version", a -> a.setVersion(Long.MAX_VALUE)),
                good("all keys needed", a -> a.setThreshold(3)),
                good("as many keys as allowed", a -> a.setKeys(keys(64))),
                good("withdrawn, whatever its threshold", a -> {
                    a.setKeys(List.of());
                    a.setThreshold(-5);
                }),
                good("valid for a moment", a -> a.setNotAfter(a.getNotBefore().plusMillis(1))),
                good("as many patterns as allowed", a -> a.setAgents(Collections.nCopies(256, "a*"))),
                good("as long a pattern as allowed", a -> a.setRegions(List.of("r".repeat(2_048)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sound")
    void shouldAdmitASoundAuthority(String name, Consumer<Authority> change) {
        assertThat(Authorities.none().admission(operators(change))).isInstanceOf(Admission.Admitted.class);
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                bad(
                        "no name",
                        a -> a.setName(""),
                        "expected the name of an authority to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found ``"),
                bad(
                        "a path for a name",
                        a -> a.setName("a/b"),
                        "expected the name of an authority to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found `a/b`"),
                bad(
                        "dots for a name",
                        a -> a.setName(".."),
                        "expected the name of an authority to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found `..`"),
                bad(
                        "a name too long",
                        a -> a.setName("n".repeat(129)),
                        "expected the name of an authority to have at most 128 characters, found 129"),
                bad("version 0", a -> a.setVersion(0), "expected a version of at least 1, found 0"),
                bad(
                        "no role",
                        a -> a.setRole(Role.NONE),
                        "expected a role, found NONE or one that this version does not know"),
                bad(
                        "withdrawn without a role",
                        a -> {
                            a.setKeys(List.of());
                            a.setRole(Role.NONE);
                        },
                        "expected a role, found NONE or one that this version does not know"),
                bad(
                        "a key too short",
                        a -> a.setKeys(List.of(TestAuthorities.raw(FIRST), ByteBuffer.wrap(new byte[31]))),
                        "key 2: expected an Ed25519 public key of 32 bytes, found 31",
                        1),
                bad(
                        "a key that is no point",
                        a -> a.setKeys(List.of(noPoint())),
                        "key 1: expected an Ed25519 public key, found 32 bytes that are not a point of the curve",
                        1),
                bad(
                        "a key twice",
                        a -> a.setKeys(List.of(TestAuthorities.raw(FIRST), TestAuthorities.raw(FIRST))),
                        "expected every key once, found " + FIRST.verifyingKey().id() + " again",
                        1),
                bad("too many keys", a -> a.setKeys(keys(65)), "expected at most 64 keys, found 65"),
                bad(
                        "no signature needed",
                        a -> a.setThreshold(0),
                        "expected a threshold from 1 to the number of keys (3), found 0"),
                bad(
                        "more signatures than keys",
                        a -> a.setThreshold(4),
                        "expected a threshold from 1 to the number of keys (3), found 4"),
                bad(
                        "never valid",
                        a -> a.setNotAfter(a.getNotBefore()),
                        "expected not-before 2027-01-15T08:00:00Z to lie before not-after 2027-01-15T08:00:00Z"),
                bad(
                        "valid beyond the calendar",
                        a -> a.setNotAfter(Instant.ofEpochMilli(253_402_300_800_000L)),
                        "expected not-before and not-after from the year 1970 to 9999, found 2027-01-15T08:00:00Z and +10000-01-01T00:00:00Z"),
                bad(
                        "speaks for no agent",
                        a -> a.setAgents(List.of()),
                        "expected 1 to 256 patterns of agents, found 0; `*` stands for all"),
                bad(
                        "too many tenants",
                        a -> a.setTenants(Collections.nCopies(257, "t")),
                        "expected 1 to 256 patterns of tenants, found 257; `*` stands for all"),
                bad(
                        "an empty pattern",
                        a -> a.setRegions(List.of("eu-*", "")),
                        "expected patterns of regions of 1 to 2048 characters, found one of 0"),
                bad(
                        "a pattern too long",
                        a -> a.setRegions(List.of("r".repeat(2_049))),
                        "expected patterns of regions of 1 to 2048 characters, found one of 2049"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void shouldRefuseAFlawedAuthority(String name, Consumer<Authority> change, String detail) {
        Authority authority = operators(change);

        assertThat(Authorities.none().admission(authority)).isEqualTo(refused(Reason.GOVERNANCE_INVALID, detail));
        assertThatThrownBy(() -> Authorities.none().with(authority))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(detail);
    }

    @Test
    void shouldPutANewerVersionInPlaceOfTheOneInForce() {
        Authorities authorities = Authorities.none().with(operators(a -> {}));

        Authorities newer = authorities.with(operators(a -> {
            a.setVersion(9);
            a.setKeys(keys(1));
            a.setThreshold(1);
        }));

        assertThat(newer.keysOf(Role.OPERATOR)).hasSize(1);
        assertThat(authorities.keysOf(Role.OPERATOR)).hasSize(3);
    }

    @Test
    void shouldRefuseARollBack() {
        Authorities authorities = Authorities.none().with(operators(a -> a.setVersion(5)));

        assertThat(authorities.admission(operators(a -> a.setVersion(4))))
                .isEqualTo(refused(
                        Reason.GOVERNANCE_ROLLED_BACK,
                        "expected a version of authority `production-operators` above 5, found 4"));
        assertThat(authorities.admission(operators(a -> {
                    a.setVersion(5);
                    a.setThreshold(1);
                })))
                .isEqualTo(refused(
                        Reason.GOVERNANCE_ROLLED_BACK,
                        "expected a version of authority `production-operators` above 5, found 5 with other content"));
    }

    @Test
    void shouldTakeARepetitionForHarmless() {
        Authorities authorities = Authorities.none().with(operators(a -> {}));
        Authority again = Records.copy(operators(a -> {}), Authority.class);

        assertThat(authorities.admission(again)).isEqualTo(new Admission.Repeated());
        assertThat(authorities.with(again)).isSameAs(authorities);
    }

    @Test
    void shouldNotLetAWithdrawnAuthorityComeBackByItsOldRecord() {
        Authority first = operators(a -> {});
        Authorities authorities = Authorities.none().with(first).with(operators(a -> {
            a.setVersion(2);
            a.setKeys(List.of());
        }));

        assertThat(authorities.keysOf(Role.OPERATOR)).isEmpty();
        assertThat(authorities.admission(first))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.rejection().reason()).isEqualTo(Reason.GOVERNANCE_ROLLED_BACK));
        assertThat(authorities.with(operators(a -> a.setVersion(3))).keysOf(Role.OPERATOR))
                .hasSize(3);
    }

    @Test
    void shouldKeepWhatIsInForceWhenTheRecordIsChangedAfterwards() {
        Authority record = operators(a -> a.setAgents(new ArrayList<>(List.of("fetcher"))));
        Authorities authorities = Authorities.none().with(record);

        record.getAgents().add("*");
        record.setThreshold(1);

        assertThat(authorities.admission(operators(a -> a.setAgents(List.of("fetcher")))))
                .isEqualTo(new Admission.Repeated());
    }

    @Test
    void shouldNotReadTheKeysOfARecordAway() {
        Authority record = operators(a -> {});

        Authorities.none().with(record);

        assertThat(record).isEqualTo(operators(a -> {}));
    }

    @Test
    void shouldKnowTheKeysOfARoleWhateverTheirValidity() {
        Authority expired = TestAuthorities.of("old", Role.OPERATOR, TestGrants.key(20));
        expired.setNotBefore(Instant.ofEpochMilli(1));
        expired.setNotAfter(Instant.ofEpochMilli(2));
        Authorities authorities = Authorities.none()
                .with(operators(a -> {}))
                .with(expired)
                .with(TestAuthorities.of("issuers", Role.GRANT_ISSUER, FIRST, TestGrants.key(21)));

        assertThat(authorities.keysOf(Role.OPERATOR)).containsOnlyKeys(ids(20, 11, 12, 13));
        assertThat(authorities.keysOf(Role.GRANT_ISSUER)).containsOnlyKeys(ids(11, 21));
        assertThat(authorities.keysOf(Role.EVALUATOR)).isEmpty();
        assertThat(authorities.keysOf(Role.OPERATOR).get(SECOND.verifyingKey().id()))
                .isEqualTo(SECOND.verifyingKey());
        assertThatThrownBy(() -> authorities.keysOf(Role.OPERATOR).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldRefuseMoreNamesThanItsLimitButNotNewerVersions() {
        Authorities authorities = Authorities.none();
        for (int number = 0; number < Authorities.MAXIMUM; number++) {
            authorities = authorities.with(TestAuthorities.of("name-" + number, Role.OPERATOR));
        }
        Authority newer = TestAuthorities.of("name-7", Role.OPERATOR, FIRST);
        newer.setVersion(2);

        assertThat(authorities.admission(operators(a -> {})))
                .isEqualTo(
                        refused(
                                Reason.GOVERNANCE_INVALID,
                                "expected at most 1000 authorities, withdrawn ones included, found `production-operators` beyond them; use a name that is there"));
        assertThat(authorities.admission(newer)).isInstanceOf(Admission.Admitted.class);
    }

    private static KeyId[] ids(int... seeds) {
        return IntStream.of(seeds)
                .mapToObj(seed -> TestGrants.key(seed).verifyingKey().id())
                .toArray(KeyId[]::new);
    }

    private static List<ByteBuffer> keys(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(seed -> TestAuthorities.raw(TestGrants.key(seed)))
                .toList();
    }

    /** y = 2 is on no point of the curve. */
    private static ByteBuffer noPoint() {
        byte[] raw = new byte[32];
        raw[0] = 2;
        return ByteBuffer.wrap(raw);
    }

    private static Admission refused(Reason reason, String detail) {
        return new Admission.Refused(new Rejection(reason, detail));
    }

    private static Arguments good(String name, Consumer<Authority> change) {
        return arguments(name, change);
    }

    private static Arguments bad(String name, Consumer<Authority> change, String detail) {
        return arguments(name, change, detail);
    }

    private static Arguments bad(String name, Consumer<Authority> change, String detail, int threshold) {
        return arguments(name, change.andThen((Authority authority) -> authority.setThreshold(threshold)), detail);
    }
}
