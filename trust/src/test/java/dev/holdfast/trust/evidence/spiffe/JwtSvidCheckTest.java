package dev.holdfast.trust.evidence.spiffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import io.spiffe.bundle.jwtbundle.JwtBundle;
import io.spiffe.exception.JwtSvidException;
import io.spiffe.spiffeid.TrustDomain;
import io.spiffe.svid.jwtsvid.JwtSvid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSvidCheckTest {
    private static final KeyUse USE = new KeyUse("jwt-svid");
    private static final long EXPIRY = TestGrants.START + 300_000;

    private static ECKey ec;
    private static RSAKey rsa;

    @BeforeAll
    static void makeKeys() throws Exception {
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").keyUse(USE).generate();
        rsa = new RSAKeyGenerator(2048).keyID("rsa").keyUse(USE).generate();
    }

    @Test
    void shouldVerifyATokenAndSayWhatItDoesNotProve() throws Exception {
        ByteBuffer authority = AuthorityDigest.of(ec);

        assertThat(check(token(claims -> {}))).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.untilMillis()).isEqualTo(EXPIRY);
            assertThat(verified.detail())
                    .isEqualTo(
                            "the executor presents a JWT-SVID of `spiffe://example.org/fetcher`, which whoever sees it can"
                                    + " present: not bound to the executor's key");
            assertThat(verified.authority()).isEqualTo(authority);
            assertThat(verified.issuedMillis()).hasValue(TestGrants.START - 1_000);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void shouldVerifyEveryAlgorithmOfRsa(String algorithm) throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                .keyID("rsa")
                .build();

        assertThat(check(sign(header, claims(it -> {}), new RSASSASigner(rsa)))).isInstanceOf(Verified.class);
    }

    static Stream<Arguments> claimsThatFail() {
        return Stream.of(
                claim(
                        "another workload",
                        it -> it.subject("spiffe://example.org/other"),
                        "expected an SVID for `spiffe://example.org/fetcher`, found one for"
                                + " `spiffe://example.org/other`"),
                claim(
                        "no subject",
                        it -> it.subject(null),
                        "expected an SVID for a workload's SPIFFE id, found one for `null`"),
                claim(
                        "another audience",
                        it -> it.audience("test"),
                        "expected a token for the audience `prod` and no other, found `test`"),
                claim(
                        "a second audience",
                        it -> it.audience(List.of("prod", "test")),
                        "expected a token for the audience `prod` and no other, found `prod, test`"),
                claim(
                        "no audience",
                        it -> it.audience((String) null),
                        "expected a token for the audience `prod` and no other, found ``"),
                claim(
                        "expired just now",
                        it -> it.expirationTime(new Date(TestGrants.START)),
                        "expected a token that runs out after 1800000000000 (epoch ms), found 1800000000000"),
                claim(
                        "without end",
                        it -> it.expirationTime(null),
                        "expected a token that runs out after 1800000000000 (epoch ms), found none"),
                claim(
                        "not yet valid",
                        it -> it.notBeforeTime(new Date(TestGrants.START + 11_000)),
                        "expected a token that is valid and issued by 1800000000000 (epoch ms), found 1800000011000"),
                claim(
                        "issued in future",
                        it -> it.issueTime(new Date(TestGrants.START + 11_000)),
                        "expected a token that is valid and issued by 1800000000000 (epoch ms), found 1800000011000"));
    }

    @ParameterizedTest
    @MethodSource("claimsThatFail")
    void shouldFailATokenThatIs(Consumer<JWTClaimsSet.Builder> change, String detail) throws Exception {
        assertThat(check(token(change))).isEqualTo(new Failed(detail));
    }

    @Test
    void shouldBearAnAuthorityWhoseClockIsALittleAhead() throws Exception {
        assertThat(check(token(it -> it.issueTime(new Date(TestGrants.START + 10_000)))))
                .isInstanceOf(Verified.class);
    }

    @Test
    void shouldFailASharedSecretMadeOfThePublicKey() throws Exception {
        byte[] secret = ec.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("ec").build();

        assertThat(check(sign(header, claims(it -> {}), new MACSigner(secret))))
                .isEqualTo(
                        new Failed("expected a token's algorithm of RS, PS or ES with 256, 384 or 512, found `HS256`"));
    }

    @Test
    void shouldFailATokenWithoutASignature() {
        String header = encode("{\"alg\":\"none\"}");
        String body = encode("{\"sub\":\"" + TestPki.ID + "\",\"aud\":\"prod\",\"exp\":4102444800}");

        for (String token : List.of(header + "." + body + ".", header + "." + body)) {
            assertThat(check(token))
                    .isEqualTo(new Failed("expected a signed token in compact form, found other bytes"));
        }
    }

    static Stream<Arguments> headers() throws Exception {
        String others = "the token's signature is not of the authority's key `";
        return Stream.of(
                arguments(
                        named("a key of nobody", header().keyID("nobody")),
                        "expected a token that names an authority of the SPIFFE trust domain `example.org` as its key,"
                                + " found `nobody`"),
                arguments(
                        named("no key", header().keyID(null)),
                        "expected a token that names an authority of the SPIFFE trust domain `example.org` as its key,"
                                + " found `null`"),
                arguments(named("the key of another algorithm", header().keyID("rsa")), others + "rsa`"),
                arguments(
                        named("another type", header().type(new JOSEObjectType("at+jwt"))),
                        "expected a token of type JWT or JOSE, found `at+jwt`"),
                arguments(
                        named(
                                "something critical",
                                header().criticalParams(Set.of("exp")).customParam("exp", 1)),
                        "expected a token without critical header parameters, found some"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void shouldFailATokenThatNames(JWSHeader.Builder header, String detail) throws Exception {
        assertThat(check(sign(header.build(), claims(it -> {}), new ECDSASigner(ec))))
                .isEqualTo(new Failed(detail));
    }

    @Test
    void shouldFailATokenByAnotherKeyOfTheSameId() throws Exception {
        ECKey forger = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        // It even brings its own key along.
        var header = header().jwk(forger.toPublicJWK()).build();

        assertThat(check(sign(header, claims(it -> {}), new ECDSASigner(forger))))
                .isEqualTo(new Failed("the token's signature is not of the authority's key `ec`"));
    }

    @Test
    void shouldTakeATokenInOneFormOnly() throws Exception {
        String token = token(it -> {});

        assertThat(check(token)).isInstanceOf(Verified.class);
        for (String other : new String[] {" " + token, token + "\n", "\t" + token, token.replaceFirst("\\.", "=.")}) {
            assertThat(check(other)).isInstanceOf(Failed.class);
        }
    }

    @Test
    void shouldFailATokenThatWasChangedAfterwards() throws Exception {
        String[] token = token(it -> it.audience("test")).split("\\.");
        String claims = encode("{\"sub\":\"" + TestPki.ID + "\",\"aud\":\"prod\",\"exp\":4102444800}");

        assertThat(check(token[0] + "." + claims + "." + token[2]))
                .isEqualTo(new Failed("the token's signature is not of the authority's key `ec`"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "..", "a.b.c", "a.b.c.d.e", "\u00e9.b.c", "{}"})
    void shouldFailWhatIsNoToken(String text) {
        assertThat(check(text)).isEqualTo(new Failed("expected a signed token in compact form, found other bytes"));
    }

    @Test
    void shouldFailWhatIsNestedWithoutEnd() throws Exception {
        String head = encode("{\"alg\":\"ES256\",\"kid\":\"ec\"}");

        assertThat(check(head + "." + encode("{\"a\":" + "[".repeat(5_000)) + ".AAAA"))
                .isInstanceOf(Failed.class);
        assertThat(check(encode("{\"a\":" + "[".repeat(5_000)) + "." + head + ".AAAA"))
                .isInstanceOf(Failed.class);
        assertThat(check(encode("{\"alg\":\"ES256\",\"a\":" + "{\"a\":".repeat(1_000)) + "." + head + ".AAAA"))
                .isInstanceOf(Failed.class);
    }

    @Test
    void shouldNotKnowWithoutTheAuthoritiesOfTheTrustDomain() throws Exception {
        Attestation attestation = attestation(token(it -> {}));
        var unknown = new Unknown(
                "the JWT authorities of the SPIFFE trust domain of `spiffe://example.org/fetcher` are not known");

        assertThat(JwtSvidCheck.check(attestation, TestPki.ID, "prod", Optional.empty(), TestEvidence.presentation()))
                .isEqualTo(unknown);
        assertThat(JwtSvidCheck.check(
                        attestation,
                        TestPki.ID,
                        "prod",
                        Optional.of(authorities("evil.org")),
                        TestEvidence.presentation()))
                .isEqualTo(unknown);
    }

    @Test
    void shouldAgreeWithJavaSpiffe() throws Exception {
        // Its validator reads the system's clock, so these hold until 2100.
        String sound = token(it -> it.expirationTime(new Date(4_102_444_800_000L)));
        String elsewhere =
                token(it -> it.expirationTime(new Date(4_102_444_800_000L)).audience("test"));
        JwtBundle bundle = JwtBundle.parse(TrustDomain.parse("example.org"), bundle());

        assertThat(JwtSvid.parseAndValidate(sound, bundle, Set.of("prod")).getSpiffeId())
                .hasToString(TestPki.ID);
        assertThat(check(sound)).isInstanceOf(Verified.class);
        assertThatThrownBy(() -> JwtSvid.parseAndValidate(elsewhere, bundle, Set.of("prod")))
                .isInstanceOf(JwtSvidException.class);
        assertThat(check(elsewhere)).isInstanceOf(Failed.class);
    }

    static Stream<Arguments> bundles() throws Exception {
        String noSet = "expected a JWK set in JSON, found other bytes";
        String noKey = "expected public keys of RSA or of a NIST curve, each with an id of its own, found another key";
        ECKey nameless = new ECKeyGenerator(Curve.P_256).generate();
        RSAKey x509 = new RSAKey.Builder(rsa.toRSAPublicKey())
                .keyUse(new KeyUse("x509-svid"))
                .build();
        return Stream.of(
                arguments(named("nothing", ""), noSet),
                arguments(named("no JSON", "{\"keys\":[}"), noSet),
                arguments(named("nested without end", "[".repeat(60_000)), noSet),
                arguments(named("no key", "{\"keys\":[]}"), "expected 1 to 32 keys of use `jwt-svid`, found 0"),
                arguments(
                        named("keys of another use", new JWKSet(x509).toString()),
                        "expected 1 to 32 keys of use `jwt-svid`, found 0"),
                arguments(named("a key without an id", new JWKSet(nameless).toString()), noKey),
                arguments(named("a private key", new JWKSet(ec).toString(false)), noKey),
                arguments(named("an id twice", new JWKSet(List.of(ec, ec)).toString()), noKey),
                arguments(named("too much", " ".repeat(65_537)), "expected at most 65536 bytes, found 65537"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void shouldRefuseABundleOf(String text, String why) {
        assertThat(JwtAuthorities.parse("example.org", text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new JwtAuthorities.Parsed.Malformed(why));
    }

    private static Appraisal check(String token) {
        return JwtSvidCheck.check(
                attestation(token),
                TestPki.ID,
                "prod",
                Optional.of(authorities("example.org")),
                TestEvidence.presentation());
    }

    private static JwtAuthorities authorities(String trustDomain) {
        return ((JwtAuthorities.Parsed.Authorities) JwtAuthorities.parse(trustDomain, bundle())).value();
    }

    private static byte[] bundle() {
        return new JWKSet(List.of(ec, rsa)).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Attestation attestation(String token) {
        return TestEvidence.attestation(
                AttestationKind.JWT_SVID, it -> it.setPayload(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8))));
    }

    private static String token(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return sign(header().build(), claims(change), new ECDSASigner(ec));
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").type(JOSEObjectType.JWT);
    }

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .subject(TestPki.ID)
                .audience("prod")
                .issueTime(new Date(TestGrants.START - 1_000))
                .expirationTime(new Date(EXPIRY));
        change.accept(claims);
        return claims.build();
    }

    private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws Exception {
        var token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Arguments claim(String name, Consumer<JWTClaimsSet.Builder> change, String detail) {
        return arguments(named(name, change), detail);
    }
}
