package dev.holdfast.topology.scenario;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.evidence.spiffe.X509SvidCheck;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A SPIFFE trust domain as far as scenarios need one: it issues SVIDs of both forms to {@link #ID}. */
public final class Spiffe {
    /** Name of the trust domain. */
    public static final String TRUST_DOMAIN = "example.org";

    /** The workload. */
    public static final String ID = "spiffe://example.org/worker";

    private static final String SUBJECT = "CN=root";
    private static final Instant SINCE = EvaluatorScenario.START.minus(Duration.ofDays(1));
    private static final Instant UNTIL = EvaluatorScenario.START.plus(Duration.ofDays(1));

    private final KeyPair rootKeys = keys();
    private final X509Certificate root = certificate(rootKeys, SUBJECT, true, UNTIL);
    private final ECKey tokenKey;

    public Spiffe() {
        try {
            tokenKey = new ECKeyGenerator(Curve.P_256)
                    .keyID("tokens")
                    .keyUse(new KeyUse("jwt-svid"))
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority by which its SVIDs are verified. */
    public Authority authority(String name) {
        return Authority.newBuilder(Acts.authority(name, Role.EXECUTOR_CA))
                .setSpiffeTrustDomain(TRUST_DOMAIN)
                .setBundle(StandardCharsets.UTF_8.encode(bundle()))
                .build();
    }

    /** The bundle, as the trust domain publishes it. */
    public String bundle() {
        return new JWKSet(List.of(rootKey(), tokenKey)).toString();
    }

    /** The bundle, with the keys that another one signs by besides. */
    public String bundleWith(Spiffe next) {
        var nextTokenKey = new ECKey.Builder(next.tokenKey).keyID("next").build();
        return new JWKSet(List.of(next.rootKey(), nextTokenKey, rootKey(), tokenKey)).toString();
    }

    private ECKey rootKey() {
        try {
            return new ECKey.Builder(Curve.P_256, (ECPublicKey) rootKeys.getPublic())
                    .keyUse(new KeyUse("x509-svid"))
                    .x509CertChain(List.of(Base64.encode(root.getEncoded())))
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Proof of an X509-SVID for the executor of an execution. */
    public Attestation x509(String executionId, ByteBuffer nonce) {
        return x509(executionId, nonce, UNTIL);
    }

    /** The same, by an SVID that runs out in a while. */
    public Attestation x509(String executionId, ByteBuffer nonce, Instant notAfter) {
        try {
            KeyPair keys = keys();
            X509Certificate svid = certificate(keys, "CN=worker", false, notAfter);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(
                    X509SvidCheck.content(Signing.TRUST_DOMAIN, executionId, Keys.EXECUTOR.verifyingKey(), nonce)
                            .bytes());
            return Attestation.newBuilder()
                    .setKind(AttestationKind.X509_SVID)
                    .setChain(List.of(ByteBuffer.wrap(svid.getEncoded())))
                    .setSignature(ByteBuffer.wrap(signature.sign()))
                    .setNonce(nonce)
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A JWT-SVID that does not say when it was issued. */
    public Attestation jwt(String audience, Instant expires) {
        return jwt(audience, null, expires);
    }

    /** A JWT-SVID. */
    public Attestation jwt(String audience, @Nullable Instant issued, Instant expires) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("tokens").build(),
                    new JWTClaimsSet.Builder()
                            .subject(ID)
                            .audience(audience)
                            .issueTime(issued == null ? null : Date.from(issued))
                            .expirationTime(Date.from(expires))
                            .build());
            token.sign(new ECDSASigner(tokenKey));
            return Attestation.newBuilder()
                    .setKind(AttestationKind.JWT_SVID)
                    .setPayload(StandardCharsets.US_ASCII.encode(token.serialize()))
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(KeyPair keys, String subject, boolean authority, Instant notAfter) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(SUBJECT),
                    BigInteger.ONE,
                    Date.from(SINCE),
                    Date.from(notAfter),
                    new X500Principal(subject),
                    keys.getPublic());
            if (authority) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            } else {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                var name = new GeneralName(GeneralName.uniformResourceIdentifier, ID);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(rootKeys.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
