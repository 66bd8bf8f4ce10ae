package dev.holdfast.trust.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.testing.TestAuthorities;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Authorities of executors: the bundles of SPIFFE trust domains. */
class BundleTest {
    private static final Subject FETCHER = new Subject("fetcher", "acme", "eu-1");
    private static final long NOW = TestGrants.START;
    private static ByteBuffer bundle;
    private static ByteBuffer otherBundle;

    @BeforeAll
    static void makeBundles() throws Exception {
        bundle = bundle("a");
        otherBundle = bundle("b");
    }

    @Test
    void shouldGiveTheBundleOfATrustDomain() {
        Authorities authorities = Authorities.none().with(ca(a -> {}));

        assertThat(authorities.bundleOf("example.org", FETCHER, NOW)).isPresent();
        assertThat(authorities.bundleOf("elsewhere.org", FETCHER, NOW)).isEmpty();
        assertThat(Authorities.none().bundleOf("example.org", FETCHER, NOW)).isEmpty();
    }

    @Test
    void shouldGiveItWithinTimeAndScopeOnly() {
        Authorities authorities = Authorities.none().with(ca(a -> a.setTenants(List.of("acme"))));
        long end = NOW + TestGrants.VALID_MILLIS;

        assertThat(authorities.bundleOf("example.org", FETCHER, end - 1)).isPresent();
        assertThat(authorities.bundleOf("example.org", FETCHER, end)).isEmpty();
        assertThat(authorities.bundleOf("example.org", FETCHER, NOW - 1)).isEmpty();
        assertThat(authorities.bundleOf("example.org", new Subject("fetcher", "other", "eu-1"), NOW))
                .isEmpty();
    }

    @Test
    void shouldReplaceABundleAndWithdrawIt() {
        Authorities authorities = Authorities.none().with(ca(a -> {}));
        Optional<SpiffeBundle> first = authorities.bundleOf("example.org", FETCHER, NOW);

        assertThat(authorities.admission(ca(a -> {}))).isInstanceOf(Admission.Repeated.class);
        assertThat(authorities.admission(ca(a -> a.setBundle(otherBundle)))).isInstanceOf(Admission.Refused.class);
        authorities = authorities.with(ca(a -> {
            a.setVersion(2);
            a.setBundle(otherBundle);
        }));
        assertThat(authorities.bundleOf("example.org", FETCHER, NOW))
                .isPresent()
                .isNotEqualTo(first);
        Authority withdrawn = TestAuthorities.of("workloads", Role.EXECUTOR_CA);
        withdrawn.setVersion(3);
        authorities = authorities.with(withdrawn);
        assertThat(authorities.bundleOf("example.org", FETCHER, NOW)).isEmpty();
    }

    @Test
    void shouldVouchByKeysBesideABundle() {
        Authorities authorities =
                Authorities.none().with(ca(a -> a.setKeys(List.of(TestAuthorities.raw(TestGrants.key(1))))));

        assertThat(authorities.keysOf(Role.EXECUTOR_CA)).hasSize(1);
        assertThat(authorities.bundleOf("example.org", FETCHER, NOW)).isPresent();
    }

    @Test
    void shouldRefuseWhatIsNoAuthorityOfExecutors() {
        assertThat(refusal(ca(a -> a.setSpiffeTrustDomain("Example.org"))))
                .isEqualTo("expected the name of a SPIFFE trust domain, such as `example.org`, found `Example.org`");
        assertThat(refusal(ca(a -> a.setSpiffeTrustDomain(""))))
                .startsWith("expected the name of a SPIFFE trust domain");
        assertThat(refusal(ca(a -> a.setBundle(ByteBuffer.wrap(new byte[] {'{'})))))
                .startsWith("the bundle of the SPIFFE trust domain `example.org`: expected a JWK set");
        assertThat(refusal(TestAuthorities.operators(a -> a.setBundle(bundle))))
                .isEqualTo("expected a SPIFFE trust domain and its bundle of role EXECUTOR_CA only, found one of role"
                        + " OPERATOR");
        assertThat(refusal(TestAuthorities.operators(a -> a.setSpiffeTrustDomain("example.org"))))
                .startsWith("expected a SPIFFE trust domain and its bundle of role EXECUTOR_CA only");
    }

    private static String refusal(Authority authority) {
        Admission admission = Authorities.none().admission(authority);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).rejection().detail();
    }

    private static Authority ca(Consumer<Authority> change) {
        Authority authority = TestAuthorities.of("workloads", Role.EXECUTOR_CA);
        authority.setSpiffeTrustDomain("example.org");
        authority.setBundle(bundle);
        change.accept(authority);
        return authority;
    }

    private static ByteBuffer bundle(String keyId) throws Exception {
        var key = new ECKeyGenerator(Curve.P_256)
                .keyID(keyId)
                .keyUse(new KeyUse("jwt-svid"))
                .generate();
        return StandardCharsets.UTF_8.encode(new JWKSet(key).toString());
    }
}
