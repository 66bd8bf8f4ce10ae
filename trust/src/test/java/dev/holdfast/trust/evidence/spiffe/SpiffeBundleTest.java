package dev.holdfast.trust.evidence.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle.Parsed;
import dev.holdfast.trust.evidence.spiffe.TestPki.Holder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SpiffeBundleTest {
    private static Holder root;
    private static ECKey token;

    @BeforeAll
    static void makeKeys() throws Exception {
        root = TestPki.root("CN=root");
        token = new ECKeyGenerator(Curve.P_256)
                .keyID("tokens")
                .keyUse(new KeyUse("jwt-svid"))
                .generate();
    }

    @Test
    void shouldReadBothKindsOfAuthorities() throws Exception {
        SpiffeBundle bundle = bundle(set(x509(root, root.certificate()), token));

        assertThat(bundle.x509().orElseThrow())
                .isEqualTo(new X509Authorities("example.org", List.of(root.certificate())));
        assertThat(bundle.jwt().orElseThrow().key("tokens")).isPresent();
        assertThat(bundle.jwt().orElseThrow().trustDomain()).isEqualTo("example.org");
    }

    @Test
    void shouldReadOneKindAlone() throws Exception {
        assertThat(bundle(set(token)).x509()).isEmpty();
        assertThat(bundle(set(x509(root, root.certificate()))).jwt()).isEmpty();
    }

    @Test
    void shouldReadCertificatesInPem() throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + java.util.Base64.getMimeEncoder()
                        .encodeToString(root.certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";

        assertThat(bundle(pem).x509().orElseThrow().certificates()).containsExactly(root.certificate());
    }

    @Test
    void shouldLeaveOutKeysOfOtherUses() throws Exception {
        JWK other = new ECKeyGenerator(Curve.P_256)
                .keyID("other")
                .keyUse(KeyUse.SIGNATURE)
                .generate();

        assertThat(bundle(set(token, other)).jwt().orElseThrow().key("other")).isEmpty();
    }

    @Test
    void shouldNotReadWhatIsNoBundle() throws Exception {
        Holder leaf = TestPki.issue(new TestPki.Request(), TestPki.ec("secp256r1"), root);

        assertThat(why("")).startsWith("expected a JWK set in JSON, or certificates in PEM");
        assertThat(why("[]")).startsWith("expected a JWK set in JSON, or certificates in PEM");
        assertThat(why("{\"keys\":[]}")).isEqualTo("expected a key of use `x509-svid` or `jwt-svid`, found none");
        assertThat(why(set(x509(root))))
                .isEqualTo("expected each key of use `x509-svid` to have just one certificate in `x5c`");
        assertThat(why(set(x509(leaf, leaf.certificate()))))
                .isEqualTo("expected certificates of authorities only, found one that is not");
        assertThat(why(new JWKSet(List.of(token)).toString(false))).startsWith("expected public keys of RSA");
        assertThat(why("x".repeat(65_537))).isEqualTo("expected at most 65536 bytes, found 65537");
    }

    private static JWK x509(Holder holder, X509Certificate... chain) throws Exception {
        var builder =
                new ECKey.Builder(Curve.P_256, (ECPublicKey) holder.keys().getPublic()).keyUse(new KeyUse("x509-svid"));
        List<Base64> encoded = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            encoded.add(Base64.encode(certificate.getEncoded()));
        }
        return chain.length == 0
                ? builder.build()
                : builder.x509CertChain(encoded).build();
    }

    private static String set(JWK... keys) {
        return new JWKSet(List.of(keys)).toString();
    }

    private static SpiffeBundle bundle(String text) {
        return ((Parsed.Bundle) parse(text)).value();
    }

    private static String why(String text) {
        return ((Parsed.Malformed) parse(text)).why();
    }

    private static Parsed parse(String text) {
        return SpiffeBundle.parse("example.org", text.getBytes(StandardCharsets.UTF_8));
    }
}
