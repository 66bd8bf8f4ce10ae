package dev.holdfast.trust.evidence.spiffe;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** X.509 certificates (RFC 5280) from bytes. */
final class Certificates {
    /** Signatures that a certificate may bear; what the platform's configuration forbids is refused besides. */
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256withRSA",
            "SHA384withRSA",
            "SHA512withRSA",
            "RSASSA-PSS",
            "SHA256withECDSA",
            "SHA384withECDSA",
            "SHA512withECDSA",
            "Ed25519");

    private Certificates() {}

    /** One certificate in DER with nothing behind it; empty when the bytes are anything else. */
    static Optional<X509Certificate> ofDer(byte[] der) {
        try {
            var certificate = (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der));
            return Arrays.equals(certificate.getEncoded(), der) ? Optional.of(certificate) : Optional.empty();
        } catch (CertificateException | RuntimeException | StackOverflowError e) {
            // The JDK reports hostile bytes by whatever happens to go wrong first, deep nesting by a stack overflow.
            return Optional.empty();
        }
    }

    /** All certificates of a text in PEM, or of DER one after another; none when the bytes are anything else. */
    static List<X509Certificate> ofBundle(byte[] bytes) {
        try {
            return factory().generateCertificates(new ByteArrayInputStream(bytes)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException | RuntimeException | StackOverflowError e) {
            return List.of();
        }
    }

    static boolean soundlySigned(X509Certificate certificate) {
        return SIGNATURES.contains(certificate.getSigAlgName());
    }

    static boolean runsAt(X509Certificate certificate, long nowMillis) {
        return certificate.getNotBefore().getTime() <= nowMillis
                && nowMillis <= certificate.getNotAfter().getTime();
    }

    static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("this Java platform lacks X.509, which every platform must have", e);
        }
    }
}
