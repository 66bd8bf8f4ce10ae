package dev.holdfast.trust.evidence.spiffe;

import dev.holdfast.trust.testing.TestGrants;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
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

/** A certificate authority as far as tests need one. */
final class TestPki {
    static final String ID = "spiffe://example.org/fetcher";
    static final long HOUR_MILLIS = 3_600_000;

    private TestPki() {}

    /** A certificate to be made, to be spoiled one part at a time. */
    static final class Request {
        String subject = "CN=fetcher";
        List<String> uris = List.of(ID);
        boolean authority;
        boolean keyUsage = true;
        int usage = KeyUsage.digitalSignature;
        long notBeforeMillis = TestGrants.START - HOUR_MILLIS;
        long notAfterMillis = TestGrants.START + HOUR_MILLIS;
        String algorithm = "SHA256withECDSA";

        static Request ofAuthority(String subject) {
            var request = new Request();
            request.subject = subject;
            request.uris = List.of();
            request.authority = true;
            request.usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
            request.notAfterMillis = TestGrants.START + 24 * HOUR_MILLIS;
            return request;
        }
    }

    /** A certificate and its keys. */
    record Holder(X509Certificate certificate, KeyPair keys) {}

    static KeyPair ec(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    static Holder root(String subject) throws Exception {
        KeyPair keys = ec("secp256r1");
        return new Holder(certificate(Request.ofAuthority(subject), keys, new X500Principal(subject), keys), keys);
    }

    static Holder issue(Request request, KeyPair keys, Holder issuer) throws Exception {
        return new Holder(
                certificate(request, keys, issuer.certificate().getSubjectX500Principal(), issuer.keys()), keys);
    }

    private static X509Certificate certificate(Request request, KeyPair keys, X500Principal issuer, KeyPair issuerKeys)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.ONE,
                new Date(request.notBeforeMillis),
                new Date(request.notAfterMillis),
                new X500Principal(request.subject),
                keys.getPublic());
        if (request.authority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        }
        if (request.keyUsage) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(request.usage));
        }
        if (!request.uris.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(request.uris.stream()
                            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                            .toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder(request.algorithm).build(issuerKeys.getPrivate())));
    }
}
