package dev.holdfast.trust.evidence.spiffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Stale;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import io.spiffe.bundle.x509bundle.X509Bundle;
import io.spiffe.spiffeid.TrustDomain;
import io.spiffe.svid.x509svid.X509SvidValidator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class X509SvidCheckTest {
    private static final String VOUCHED =
            "the executor's key is vouched for by the X509-SVID of `spiffe://example.org/fetcher`";
    private static final String NO_CHAIN =
            "expected a chain to one of 1 authorities of the SPIFFE trust domain, found none that holds";
    private static final String OTHER_SIGNATURE = "expected the SVID's key to have signed the executor's key, this"
            + " execution, the trust domain `prod` and the nonce; found another signature";

    private static TestPki.Holder root;
    private static TestPki.Holder intermediate;
    private static KeyPair keys;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        root = TestPki.root("CN=root");
        intermediate = TestPki.issue(TestPki.Request.ofAuthority("CN=intermediate"), TestPki.ec("secp256r1"), root);
        keys = TestPki.ec("secp256r1");
    }

    @Test
    void shouldVerifyAnSvidWhoseKeyVouches() throws Exception {
        Appraisal appraisal = check(attestation(request -> {}));

        assertThat(appraisal)
                .isEqualTo(new Verified(
                        TestGrants.START + TestPki.HOUR_MILLIS + 1,
                        VOUCHED,
                        AuthorityDigest.of(root.certificate()),
                        OptionalLong.empty()));
    }

    @Test
    void shouldVerifyWithoutAnIntermediate() throws Exception {
        Attestation attestation = prove(TestPki.issue(new TestPki.Request(), keys, root));

        assertThat(check(attestation)).isInstanceOf(Verified.class);
    }

    @Test
    void shouldVerifyKeysOfEveryKnownForm() throws Exception {
        for (KeyPair each : List.of(TestPki.ec("secp384r1"), TestPki.rsa(2048))) {
            assertThat(check(prove(TestPki.issue(new TestPki.Request(), each, root))))
                    .isInstanceOf(Verified.class);
        }
    }

    @Test
    void shouldFailKeysOfAnotherForm() throws Exception {
        for (KeyPair each : List.of(TestPki.ec("secp521r1"), TestPki.rsa(1024))) {
            assertThat(check(prove(TestPki.issue(new TestPki.Request(), each, root))))
                    .isInstanceOf(Failed.class);
        }
    }

    static Stream<Arguments> leaves() {
        String usage = "expected an SVID whose key usage has digitalSignature, but neither keyCertSign nor cRLSign;"
                + " found another";
        return Stream.of(
                leaf(
                        "an authority",
                        it -> it.authority = true,
                        "expected an SVID that is no certificate authority, found one that is"),
                leaf("no key usage", it -> it.keyUsage = false, usage),
                leaf("no digitalSignature", it -> it.usage = KeyUsage.keyAgreement, usage),
                leaf("keyCertSign", it -> it.usage = KeyUsage.digitalSignature | KeyUsage.keyCertSign, usage),
                leaf("cRLSign", it -> it.usage = KeyUsage.digitalSignature | KeyUsage.cRLSign, usage),
                leaf(
                        "no URI",
                        it -> it.uris = List.of(),
                        "expected an SVID with just one URI as alternative name, found 0"),
                leaf(
                        "two URIs",
                        it -> it.uris = List.of(TestPki.ID, "https://example.org"),
                        "expected an SVID with just one URI as alternative name, found 2"),
                leaf(
                        "another workload",
                        it -> it.uris = List.of("spiffe://example.org/other"),
                        "expected an SVID for `spiffe://example.org/fetcher`, found one for"
                                + " `spiffe://example.org/other`"),
                leaf(
                        "another SPIFFE trust domain",
                        it -> it.uris = List.of("spiffe://evil.org/fetcher"),
                        "expected an SVID for `spiffe://example.org/fetcher`, found one for"
                                + " `spiffe://evil.org/fetcher`"),
                leaf(
                        "no SPIFFE id",
                        it -> it.uris = List.of("https://example.org/fetcher"),
                        "expected an SVID for a workload's SPIFFE id, found one for `https://example.org/fetcher`"),
                leaf(
                        "another spelling",
                        it -> it.uris = List.of("spiffe://EXAMPLE.org/fetcher"),
                        "expected an SVID for a workload's SPIFFE id, found one for `spiffe://EXAMPLE.org/fetcher`"),
                leaf(
                        "expired",
                        it -> it.notAfterMillis = TestGrants.START - 1_000,
                        "expected certificates that are valid at 2027-01-15T08:00:00Z, found one that is so from"
                                + " 2027-01-15T07:00:00Z to 2027-01-15T07:59:59Z"),
                leaf(
                        "not yet valid",
                        it -> it.notBeforeMillis = TestGrants.START + 1_000,
                        "expected certificates that are valid at 2027-01-15T08:00:00Z, found one that is so from"
                                + " 2027-01-15T08:00:01Z to 2027-01-15T09:00:00Z"),
                leaf(
                        "signed with SHA-1",
                        it -> it.algorithm = "SHA1withECDSA",
                        "expected certificates that are signed with SHA-2 and RSA, ECDSA or Ed25519, found another"
                                + " signature"));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void shouldFailAnSvidThatIs(Consumer<TestPki.Request> change, String detail) throws Exception {
        assertThat(check(attestation(change))).isEqualTo(new Failed(detail));
    }

    @Test
    void shouldFailAChainToAnotherAuthorityOfTheSameName() throws Exception {
        TestPki.Holder impostor = TestPki.root("CN=root");

        assertThat(check(prove(TestPki.issue(new TestPki.Request(), keys, impostor))))
                .isEqualTo(new Failed(NO_CHAIN));
        assertThat(check(prove(TestPki.issue(new TestPki.Request(), keys, impostor), impostor.certificate())))
                .isEqualTo(new Failed(NO_CHAIN));
    }

    @Test
    void shouldFailAChainThroughALeaf() throws Exception {
        TestPki.Holder leaf = TestPki.issue(new TestPki.Request(), keys, root);
        TestPki.Holder below = TestPki.issue(new TestPki.Request(), keys, leaf);

        assertThat(check(prove(below, leaf.certificate()))).isEqualTo(new Failed(NO_CHAIN));
    }

    @Test
    void shouldFailAChainWithoutItsMiddle() throws Exception {
        assertThat(check(prove(TestPki.issue(new TestPki.Request(), keys, intermediate))))
                .isEqualTo(new Failed(NO_CHAIN));
    }

    @Test
    void shouldFailAChainToAnAuthorityThatRanOut() throws Exception {
        var lasting = new TestPki.Request();
        lasting.notAfterMillis = TestGrants.START + 100 * TestPki.HOUR_MILLIS;
        long later = TestGrants.START + 25 * TestPki.HOUR_MILLIS;
        Attestation attestation = prove(TestPki.issue(lasting, keys, root), TestEvidence.CHALLENGE.at(later));

        assertThat(check(attestation, TestEvidence.presentation(later))).isEqualTo(new Failed(NO_CHAIN));
    }

    @Test
    void shouldFailASignatureForAnythingElse() throws Exception {
        Attestation attestation = attestation(request -> {});

        assertThat(check(
                        attestation,
                        TestEvidence.presentation(
                                TestGrants.EXECUTION, TestGrants.key(8).verifyingKey(), TestGrants.START)))
                .as("another executor key")
                .isEqualTo(new Failed(OTHER_SIGNATURE));
        assertThat(check(
                        attestation,
                        TestEvidence.presentation("order-18", TestGrants.EXECUTOR.verifyingKey(), TestGrants.START)))
                .as("another execution")
                .isEqualTo(new Failed(OTHER_SIGNATURE));
        attestation.setNonce(ByteBuffer.allocate(32));
        assertThat(check(attestation)).as("another nonce").isEqualTo(new Failed(OTHER_SIGNATURE));
    }

    @Test
    void shouldFailASignatureByAnotherKey() throws Exception {
        TestPki.Holder svid = TestPki.issue(new TestPki.Request(), keys, root);
        Attestation attestation = prove(new TestPki.Holder(svid.certificate(), TestPki.ec("secp256r1")));

        assertThat(check(attestation)).isEqualTo(new Failed(OTHER_SIGNATURE));
        attestation.setSignature(ByteBuffer.allocate(70));
        assertThat(check(attestation)).isEqualTo(new Failed(OTHER_SIGNATURE));
    }

    @Test
    void shouldFailANonceThatNobodyGave() throws Exception {
        Attestation attestation = prove(TestPki.issue(new TestPki.Request(), keys, root), new byte[32]);

        assertThat(check(attestation).detail())
                .startsWith("expected an answer to a challenge of this deployment's evaluator");
    }

    @Test
    void shouldCallStaleWhatAnswersAnEarlierChallenge() throws Exception {
        Presentation later = TestEvidence.presentation(TestGrants.START + 2 * Challenge.WINDOW_MILLIS);

        Appraisal appraisal = check(attestation(request -> {}), later);

        assertThat(appraisal).isInstanceOf(Stale.class);
    }

    @Test
    void shouldNotKnowWithoutTheAuthoritiesOfTheTrustDomain() throws Exception {
        var unknown = new Unknown(
                "the X.509 authorities of the SPIFFE trust domain of `spiffe://example.org/fetcher` are not known");
        Attestation attestation = attestation(request -> {});
        var others = new X509Authorities("evil.org", List.of(root.certificate()));

        assertThat(X509SvidCheck.check(attestation, TestPki.ID, Optional.empty(), TestEvidence.presentation()))
                .isEqualTo(unknown);
        assertThat(X509SvidCheck.check(attestation, TestPki.ID, Optional.of(others), TestEvidence.presentation()))
                .isEqualTo(unknown);
    }

    @Test
    void shouldFailBytesThatAreNoCertificate() throws Exception {
        Attestation attestation = attestation(request -> {});
        byte[] leaf = attestation.getChain().get(0).array();
        String detail =
                "expected certificate 1 of the chain to be one in DER with nothing behind it, found other bytes";

        for (byte[] other : List.of(
                new byte[0],
                new byte[100],
                Arrays.copyOf(leaf, leaf.length - 1),
                Arrays.copyOf(leaf, leaf.length + 1))) {
            attestation.setChain(List.of(ByteBuffer.wrap(other)));
            assertThat(check(attestation)).isEqualTo(new Failed(detail));
        }
    }

    @Test
    void shouldFailACertificateWhenAnySignedByteDiffers() throws Exception {
        Attestation attestation = attestation(request -> {});
        byte[] leaf = attestation.getChain().get(0).array();
        int signed = Certificates.ofDer(leaf).orElseThrow().getTBSCertificate().length;
        // Behind its signed part a certificate has bits that mean nothing, such as the count of unused bits of its
        // signature.
        for (int at = 4; at < 4 + signed; at += 3) {
            byte[] flipped = leaf.clone();
            flipped[at] ^= 1;
            List<ByteBuffer> chain = new ArrayList<>(attestation.getChain());
            chain.set(0, ByteBuffer.wrap(flipped));
            Attestation changed = attestation(request -> {});
            changed.setChain(chain);

            assertThat(check(changed)).as("byte %d", at).isInstanceOf(Failed.class);
        }
    }

    @Test
    void shouldAgreeWithJavaSpiffe() throws Exception {
        // Its validator reads the system's clock, so these hold from 1970 to 2100.
        TestPki.Holder authority = always(TestPki.Request.ofAuthority("CN=always"), root);
        X509Certificate sound = always(new TestPki.Request(), authority).certificate();
        X509Certificate forged =
                TestPki.issue(new TestPki.Request(), keys, root).certificate();
        var bundle = new X509Bundle(TrustDomain.parse("example.org"), Set.of(authority.certificate()));

        X509SvidValidator.verifyChain(List.of(sound), bundle);

        assertThat(SvidPath.validate(List.of(sound), List.of(authority.certificate()), TestGrants.START))
                .isInstanceOf(SvidPath.Result.Valid.class);
        assertThatThrownBy(() -> X509SvidValidator.verifyChain(List.of(forged), bundle))
                .isInstanceOf(CertificateException.class);
        assertThat(SvidPath.validate(List.of(forged), List.of(authority.certificate()), TestGrants.START))
                .isInstanceOf(SvidPath.Result.Invalid.class);
    }

    @Test
    void shouldReadAuthoritiesInPemAndDer() throws Exception {
        byte[] der = root.certificate().getEncoded();
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
        var expected =
                new X509Authorities.Parsed.Authorities(new X509Authorities("example.org", List.of(root.certificate())));

        assertThat(X509Authorities.parse("example.org", der)).isEqualTo(expected);
        assertThat(X509Authorities.parse("example.org", pem.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(expected);
    }

    @Test
    void shouldRefuseWhatAreNoAuthorities() throws Exception {
        byte[] leaf =
                TestPki.issue(new TestPki.Request(), keys, root).certificate().getEncoded();

        assertThat(X509Authorities.parse("example.org", new byte[0]))
                .isEqualTo(new X509Authorities.Parsed.Malformed(
                        "expected 1 to 32 X.509 certificates in PEM or DER, found 0"));
        assertThat(X509Authorities.parse("example.org", leaf))
                .isEqualTo(new X509Authorities.Parsed.Malformed(
                        "expected certificates of authorities only, found one that is not"));
        assertThat(X509Authorities.parse("example.org", new byte[65_537]))
                .isEqualTo(new X509Authorities.Parsed.Malformed("expected at most 65536 bytes, found 65537"));
    }

    private static TestPki.Holder always(TestPki.Request request, TestPki.Holder issuer) throws Exception {
        request.notBeforeMillis = 0;
        request.notAfterMillis = 4_102_444_800_000L;
        return TestPki.issue(request, TestPki.ec("secp256r1"), issuer);
    }

    private static Appraisal check(Attestation attestation) {
        return check(attestation, TestEvidence.presentation());
    }

    private static Appraisal check(Attestation attestation, Presentation presentation) {
        var authorities = new X509Authorities("example.org", List.of(root.certificate()));
        return X509SvidCheck.check(attestation, TestPki.ID, Optional.of(authorities), presentation);
    }

    private static Attestation attestation(Consumer<TestPki.Request> change) throws Exception {
        var request = new TestPki.Request();
        change.accept(request);
        return prove(TestPki.issue(request, keys, intermediate), intermediate.certificate());
    }

    private static Attestation prove(TestPki.Holder svid, X509Certificate... above) throws Exception {
        return prove(svid, TestEvidence.nonce().array(), above);
    }

    private static Attestation prove(TestPki.Holder svid, byte[] nonce, X509Certificate... above) throws Exception {
        List<ByteBuffer> chain = new ArrayList<>();
        chain.add(ByteBuffer.wrap(svid.certificate().getEncoded()));
        for (X509Certificate certificate : above) {
            chain.add(ByteBuffer.wrap(certificate.getEncoded()));
        }
        byte[] content = X509SvidCheck.content(
                        "prod", TestGrants.EXECUTION, TestGrants.EXECUTOR.verifyingKey(), ByteBuffer.wrap(nonce))
                .bytes();
        Signature signature;
        if (svid.keys().getPublic() instanceof RSAPublicKey) {
            signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        } else {
            boolean p384 = svid.keys().getPublic().getEncoded().length == 120;
            signature = Signature.getInstance(p384 ? "SHA384withECDSA" : "SHA256withECDSA");
        }
        signature.initSign(svid.keys().getPrivate());
        signature.update(content);
        byte[] signed = signature.sign();
        return TestEvidence.attestation(AttestationKind.X509_SVID, it -> {
            it.setChain(chain);
            it.setNonce(ByteBuffer.wrap(nonce));
            it.setSignature(ByteBuffer.wrap(signed));
        });
    }

    private static Arguments leaf(String name, Consumer<TestPki.Request> change, String detail) {
        return arguments(named(name, change), detail);
    }
}
