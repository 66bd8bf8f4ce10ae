package dev.holdfast.trust.evidence.spiffe;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What an X509-SVID's own certificate has to be (X509-SVID, sections 2, 3 and 4). */
final class SvidLeaf {
    private static final int URI = 6;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    private SvidLeaf() {}

    /** What is wrong; empty when nothing is. */
    static Optional<String> flaw(X509Certificate leaf, String expectedId) {
        if (leaf.getBasicConstraints() >= 0) {
            return Optional.of("expected an SVID that is no certificate authority, found one that is");
        }
        boolean[] usage = leaf.getKeyUsage();
        if (usage == null || !usage[DIGITAL_SIGNATURE] || usage[KEY_CERT_SIGN] || usage[CRL_SIGN]) {
            return Optional.of("expected an SVID whose key usage has digitalSignature, but neither keyCertSign nor"
                    + " cRLSign; found another");
        }
        List<String> uris = uris(leaf);
        if (uris.size() != 1) {
            return Optional.of("expected an SVID with just one URI as alternative name, found " + uris.size());
        }
        return SvidSubject.flaw(uris.get(0), expectedId);
    }

    private static List<String> uris(X509Certificate leaf) {
        try {
            var names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException | RuntimeException e) {
            return List.of();
        }
    }
}
