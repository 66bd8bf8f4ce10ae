package dev.holdfast.trust.evidence.spiffe;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificates by which a SPIFFE trust domain signs X509-SVIDs. Immutable; any thread.
 *
 * @param trustDomain name of the SPIFFE trust domain
 * @param certificates in the order in which they were given
 * @param digests by which each of them is known again, in the same order
 */
public record X509Authorities(String trustDomain, List<X509Certificate> certificates, List<ByteBuffer> digests) {
    /** The most bytes that are read. */
    public static final int MAXIMUM_BYTES = 64 * 1024;

    /** The most certificates. */
    public static final int MAXIMUM_CERTIFICATES = 32;

    public X509Authorities {
        certificates = List.copyOf(certificates);
        digests = List.copyOf(digests);
    }

    /** These certificates. */
    public X509Authorities(String trustDomain, List<X509Certificate> certificates) {
        this(
                trustDomain,
                certificates,
                certificates.stream().map(AuthorityDigest::of).toList());
    }

    /** What the bytes turned out to be. */
    public sealed interface Parsed {
        /** Authorities. */
        record Authorities(X509Authorities value) implements Parsed {}

        /** None, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Reads certificates in PEM, or in DER one after another. All have to be those of certificate authorities. */
    public static Parsed parse(String trustDomain, byte[] bytes) {
        if (bytes.length > MAXIMUM_BYTES) {
            return new Parsed.Malformed("expected at most " + MAXIMUM_BYTES + " bytes, found " + bytes.length);
        }
        return of(trustDomain, Certificates.ofBundle(bytes));
    }

    /** Takes certificates, which all have to be those of certificate authorities. */
    static Parsed of(String trustDomain, List<X509Certificate> certificates) {
        if (certificates.isEmpty() || certificates.size() > MAXIMUM_CERTIFICATES) {
            return new Parsed.Malformed("expected 1 to " + MAXIMUM_CERTIFICATES
                    + " X.509 certificates in PEM or DER, found " + certificates.size());
        }
        if (certificates.stream().anyMatch(certificate -> certificate.getBasicConstraints() < 0)) {
            return new Parsed.Malformed("expected certificates of authorities only, found one that is not");
        }
        return new Parsed.Authorities(new X509Authorities(trustDomain, certificates));
    }
}
