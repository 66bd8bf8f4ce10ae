package dev.holdfast.trust.evidence.spiffe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.testing.FuzzBytes;
import dev.holdfast.trust.testing.TestEvidence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SpiffeFuzzTest {
    private static final KeyPair KEYS = keys();
    private static final byte[] BUNDLE =
            FuzzBytes.of(new JWKSet(new ECKey.Builder(Curve.P_256, (ECPublicKey) KEYS.getPublic())
                            .keyID("ec")
                            .build())
                    .toString());
    private static final byte[] CERTIFICATE = certificate();

    private static KeyPair keys() {
        try {
            return TestPki.ec("secp256r1");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] certificate() {
        try {
            return TestPki.root("CN=authority").certificate().getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Stream<byte[]> certificates() {
        byte[] nested = new byte[8_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(CERTIFICATE)
                + "\n-----END CERTIFICATE-----\n";
        return Stream.of(CERTIFICATE, FuzzBytes.of(pem), FuzzBytes.of(pem + pem), nested);
    }

    @MethodSource("certificates")
    @FuzzTest(maxDuration = "60s")
    void shouldReadCertificatesOrSayThatTheyAreNone(byte[] bytes) {
        Certificates.ofDer(bytes).ifPresent(Certificates::soundlySigned);
        if (X509Authorities.parse("example.org", bytes) instanceof X509Authorities.Parsed.Authorities parsed) {
            assertThat(parsed.value().certificates())
                    .hasSizeBetween(1, X509Authorities.MAXIMUM_CERTIFICATES)
                    .allMatch(certificate -> certificate.getBasicConstraints() >= 0);
        }
    }

    static Stream<byte[]> bundles() {
        return Stream.of(BUNDLE, FuzzBytes.of("{\"keys\":[]}"), FuzzBytes.of("[".repeat(30_000)));
    }

    @MethodSource("bundles")
    @FuzzTest(maxDuration = "60s")
    void shouldReadABundleOrSayThatItIsNone(byte[] bytes) {
        if (JwtAuthorities.parse("example.org", bytes) instanceof JwtAuthorities.Parsed.Authorities parsed) {
            assertThat(parsed.value().trustDomain()).isEqualTo("example.org");
        }
    }

    static Stream<byte[]> tokens() {
        return Stream.of(
                        token(
                                "{\"alg\":\"ES256\",\"kid\":\"ec\"}",
                                "{\"sub\":\"" + TestPki.ID + "\",\"aud\":\"prod\"}"),
                        token("{\"alg\":\"none\"}", "{}"),
                        token("{\"alg\":\"HS256\",\"kid\":\"ec\"}", "{\"exp\":9223372036854775807}"),
                        token("{\"alg\":\"ES256\",\"kid\":\"ec\",\"crit\":[\"b64\"],\"b64\":false}", "{}"),
                        token("{\"alg\":\"ES256\",\"kid\":\"ec\"}", "{\"a\":".repeat(900) + "1" + "}".repeat(900)),
                        "..")
                .map(FuzzBytes::of);
    }

    private static String token(String header, String claims) {
        return Stream.of(header, claims, "x".repeat(64))
                .map(part ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8)))
                .reduce((left, right) -> left + "." + right)
                .orElseThrow();
    }

    @MethodSource("tokens")
    @FuzzTest(maxDuration = "60s")
    void shouldVerifyNoTokenThatItsAuthorityDidNotSign(byte[] token) {
        var authorities = ((JwtAuthorities.Parsed.Authorities) JwtAuthorities.parse("example.org", BUNDLE)).value();

        Appraisal appraisal = JwtSvidCheck.check(
                TestEvidence.attestation(AttestationKind.JWT_SVID, it -> it.setPayload(ByteBuffer.wrap(token))),
                TestPki.ID,
                "prod",
                Optional.of(authorities),
                TestEvidence.presentation());

        assertThat(appraisal).isNotInstanceOf(Appraisal.Verified.class);
    }

    static Stream<byte[]> chains() {
        return Stream.of(CERTIFICATE);
    }

    @MethodSource("chains")
    @FuzzTest(maxDuration = "60s")
    void shouldVerifyNoChainWithoutASignature(byte[] der) {
        var authorities =
                ((X509Authorities.Parsed.Authorities) X509Authorities.parse("example.org", CERTIFICATE)).value();

        Appraisal appraisal = X509SvidCheck.check(
                TestEvidence.attestation(AttestationKind.X509_SVID, it -> {
                    it.setChain(List.of(ByteBuffer.wrap(der)));
                    it.setNonce(TestEvidence.nonce());
                    it.setSignature(ByteBuffer.wrap(new byte[] {1}));
                }),
                TestPki.ID,
                Optional.of(authorities),
                TestEvidence.presentation());

        assertThat(appraisal).isNotInstanceOf(Appraisal.Verified.class);
    }
}
