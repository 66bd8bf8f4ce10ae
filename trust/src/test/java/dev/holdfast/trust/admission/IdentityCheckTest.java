package dev.holdfast.trust.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Role;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.authority.Authorities;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.testing.TestAuthorities;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRequests;
import dev.holdfast.trust.verdict.Check;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdentityCheckTest {
    private static final long NOW = TestGrants.START;
    private static final Subject SUBJECT = new Subject("fetcher", "acme", "eu-1");

    private static Identity check(ExecutionRequest request, Authority... authorities) {
        return check(request, NOW, authorities);
    }

    private static Identity check(ExecutionRequest request, long now, Authority... authorities) {
        Authorities all = Authorities.none();
        for (Authority authority : authorities) {
            all = all.with(authority);
        }
        Authorities inForce = all;
        var subject = new Subject(request.getAgent(), request.getTenant(), request.getRegion());
        return IdentityCheck.check(
                request,
                TestRequests.TRUST_DOMAIN,
                inForce.keysOf(Role.EXECUTOR_CA),
                signers -> inForce.judge(Role.EXECUTOR_CA, signers, subject, now),
                now);
    }

    private static Authority authority() {
        return TestAuthorities.of("executor-ca", Role.EXECUTOR_CA, TestRequests.CA);
    }

    private static ExecutionRequest vouched(Function<ExecutionRequest, List<Voucher>> vouchers) {
        return TestRequests.with(request -> request.setVouchers(vouchers.apply(request)));
    }

    private static ExecutionRequest vouched() {
        return vouched(request -> List.of(TestRequests.voucher(request, TestRequests.CA, NOW + 500)));
    }

    @Test
    void shouldVerifyAKeyForWhichAnAuthorityVouches() {
        Identity identity = check(vouched(), authority());

        assertThat(identity.check()).isEqualTo(Check.VERIFIED);
        assertThat(identity.validMillis()).isEqualTo(500);
    }

    @Test
    void shouldKnowNothingOfAKeyForWhichNobodyVouches() {
        Identity identity = check(TestRequests.with(request -> {}), authority());

        assertThat(identity.check()).isEqualTo(Check.UNKNOWN);
        assertThat(identity.validMillis()).isZero();
    }

    static Arguments row(String name, String detail, Function<ExecutionRequest, List<Voucher>> vouchers) {
        return Arguments.of(name, detail, vouchers);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                row(
                        "by a stranger",
                        "found one by key",
                        r -> List.of(TestRequests.voucher(r, TestGrants.key(99), NOW + 500))),
                row(
                        "that ends now",
                        "found one that ended at",
                        r -> List.of(TestRequests.voucher(r, TestRequests.CA, NOW))),
                row(
                        "that ends beyond all instants",
                        "found one that ended at",
                        r -> List.of(TestRequests.voucher(r, TestRequests.CA, Long.MAX_VALUE))),
                row("for another agent", "does not fit", r -> List.of(of(r, new Subject("other", "acme", "eu-1")))),
                row("for another tenant", "does not fit", r -> List.of(of(r, new Subject("fetcher", "", "eu-1")))),
                row("for another region", "does not fit", r -> List.of(of(r, new Subject("fetcher", "acme", "")))),
                row(
                        "for parts that only look alike",
                        "does not fit",
                        r -> List.of(of(r, new Subject("fetcheracme", "", "eu-1")))),
                row(
                        "for another trust domain",
                        "does not fit",
                        r -> List.of(TestRequests.voucher(r, "other", SUBJECT, TestRequests.CA, NOW + 500))),
                row(
                        "for another key",
                        "does not fit",
                        r -> List.of(TestRequests.voucher(
                                TestRequests.with(other -> other.setExecutorKey(ByteBuffer.wrap(
                                        TestGrants.ISSUER.verifyingKey().raw()))),
                                TestRequests.CA,
                                NOW + 500))),
                row("with a later end than was signed", "does not fit", r -> {
                    Voucher voucher = TestRequests.voucher(r, TestRequests.CA, NOW + 500);
                    voucher.setNotAfter(Instant.ofEpochMilli(NOW + 501));
                    return List.of(voucher);
                }),
                row(
                        "that is no signature",
                        "found another",
                        r -> List.of(new Voucher(Instant.ofEpochMilli(NOW + 500), ByteBuffer.wrap(new byte[80])))),
                row(
                        "twice by one key",
                        "a second one",
                        r -> List.of(
                                TestRequests.voucher(r, TestRequests.CA, NOW + 500),
                                TestRequests.voucher(r, TestRequests.CA, NOW + 600))),
                row(
                        "seventeen times",
                        "expected at most 16 vouchers, found 17",
                        r -> Collections.nCopies(17, TestRequests.voucher(r, TestRequests.CA, NOW + 500))));
    }

    private static Voucher of(ExecutionRequest request, Subject subject) {
        return TestRequests.voucher(request, TestRequests.TRUST_DOMAIN, subject, TestRequests.CA, NOW + 500);
    }

    @ParameterizedTest(name = "a voucher {0}")
    @MethodSource("wrong")
    void shouldFail(String name, String detail, Function<ExecutionRequest, List<Voucher>> vouchers) {
        Identity identity = check(vouched(vouchers), authority());

        assertThat(identity.check()).isEqualTo(Check.FAILED);
        assertThat(identity.detail()).contains(detail);
        assertThat(identity.validMillis()).isZero();
    }

    static Stream<Arguments> notInForce() {
        return Stream.of(
                Arguments.of("UNKNOWN role", "expected a voucher by an executor authority", (Consumer<Authority>)
                        a -> a.setRole(Role.GRANT_ISSUER)),
                Arguments.of("agents", "OUT_OF_SCOPE", (Consumer<Authority>) a -> a.setAgents(List.of("batch-*"))),
                Arguments.of("tenants", "OUT_OF_SCOPE", (Consumer<Authority>) a -> a.setTenants(List.of("other"))),
                Arguments.of("regions", "OUT_OF_SCOPE", (Consumer<Authority>) a -> a.setRegions(List.of("us-*"))),
                Arguments.of("the future", "NOT_YET_VALID", (Consumer<Authority>)
                        a -> a.setNotBefore(Instant.ofEpochMilli(NOW + 1))),
                Arguments.of("the past", "EXPIRED", (Consumer<Authority>) a -> {
                    a.setNotBefore(Instant.ofEpochMilli(NOW - 2));
                    a.setNotAfter(Instant.ofEpochMilli(NOW));
                }));
    }

    @ParameterizedTest(name = "an authority of {0}: {1}")
    @MethodSource("notInForce")
    void shouldNotBelieve(String name, String detail, Consumer<Authority> change) {
        Authority authority = authority();
        change.accept(authority);

        Identity identity = check(vouched(), authority);

        assertThat(identity.check()).isEqualTo(Check.FAILED);
        assertThat(identity.detail()).contains(detail);
    }

    @Test
    void shouldAskForAsManyKeysAsTheAuthorityDoes() {
        var second = TestGrants.key(22);
        Authority both = TestAuthorities.of("executor-ca", Role.EXECUTOR_CA, TestRequests.CA, second);
        both.setThreshold(2);

        Identity one = check(vouched(), both);
        Identity two = check(
                vouched(request -> List.of(
                        TestRequests.voucher(request, TestRequests.CA, NOW + 500),
                        TestRequests.voucher(request, second, NOW + 300))),
                both);

        assertThat(one.detail()).contains("TOO_FEW_SIGNATURES");
        assertThat(one.check()).isEqualTo(Check.FAILED);
        assertThat(two.check()).isEqualTo(Check.VERIFIED);
        assertThat(two.validMillis()).isEqualTo(300);
    }

    @Test
    void shouldNotAddUpAuthorities() {
        var second = TestGrants.key(22);
        Authority one = TestAuthorities.of("one", Role.EXECUTOR_CA, TestRequests.CA, TestGrants.key(23));
        Authority other = TestAuthorities.of("other", Role.EXECUTOR_CA, second, TestGrants.key(24));
        one.setThreshold(2);
        other.setThreshold(2);

        Identity identity = check(
                vouched(request -> List.of(
                        TestRequests.voucher(request, TestRequests.CA, NOW + 500),
                        TestRequests.voucher(request, second, NOW + 500))),
                one,
                other);

        assertThat(identity.check()).isEqualTo(Check.FAILED);
    }
}
