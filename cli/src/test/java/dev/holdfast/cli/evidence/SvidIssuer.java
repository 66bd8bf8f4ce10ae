package dev.holdfast.cli.evidence;

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
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
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

/** A SPIFFE trust domain that writes SVIDs of {@link #ID} as files. */
public final class SvidIssuer {
    /** Name of the trust domain. */
    public static final String TRUST_DOMAIN = "example.org";

    /** The workload. */
    public static final String ID = "spiffe://example.org/worker";

    private static final String SUBJECT = "CN=root";

    private final Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
    private final KeyPair rootKeys = ec("secp256r1");
    private final X509Certificate root = certificate(rootKeys, SUBJECT, true, now.plus(Duration.ofHours(1)));
    private final ECKey tokenKey;

    public SvidIssuer() throws Exception {
        tokenKey = new ECKeyGenerator(Curve.P_256)
                .keyID("tokens")
                .keyUse(new KeyUse("jwt-svid"))
                .generate();
    }

    /** Writes the bundle. */
    public Path bundle(Path file) throws Exception {
        var x509 = new ECKey.Builder(Curve.P_256, (ECPublicKey) rootKeys.getPublic())
                .keyUse(new KeyUse("x509-svid"))
                .x509CertChain(List.of(Base64.encode(root.getEncoded())))
                .build();
        return Files.writeString(file, new JWKSet(List.of(x509, tokenKey)).toString());
    }

    /** Writes an X509-SVID with this key to {@code svid.pem} and {@code svid_key.pem}. */
    public void x509(Path directory, KeyPair keys) throws Exception {
        x509(directory, keys, now.plus(Duration.ofHours(1)));
    }

    /** The same, with an end. */
    public void x509(Path directory, KeyPair keys, Instant notAfter) throws Exception {
        Files.writeString(
                directory.resolve("svid.pem"),
                pem(
                        "CERTIFICATE",
                        certificate(keys, "CN=worker", false, notAfter).getEncoded()));
        Path key = Files.writeString(
                directory.resolve("svid_key.pem"),
                pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    /** Writes a JWT-SVID. */
    public Path jwt(Path file, String audience) throws Exception {
        return jwt(file, audience, now.plus(Duration.ofHours(1)));
    }

    /** The same, with an end. */
    public Path jwt(Path file, String audience, Instant expires) throws Exception {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("tokens").build(),
                new JWTClaimsSet.Builder()
                        .subject(ID)
                        .audience(audience)
                        .expirationTime(Date.from(expires))
                        .build());
        token.sign(new ECDSASigner(tokenKey));
        return Files.writeString(file, token.serialize() + "\n");
    }

    /** A new key. */
    public static KeyPair ec(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** A new key. */
    public static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private X509Certificate certificate(KeyPair keys, String subject, boolean authority, Instant notAfter)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                new X500Principal(SUBJECT),
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofHours(1))),
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
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + java.util.Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
