package dev.holdfast.trust.evidence.spiffe;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Whether a chain of certificates leads to an authority, all valid at one instant (RFC 5280, section 6). */
final class SvidPath {
    private SvidPath() {}

    /** What was found. */
    sealed interface Result {
        /**
         * It does.
         *
         * @param notAfterMillis after this instant the first of its certificates runs out
         * @param place that of the authority among all
         */
        record Valid(long notAfterMillis, int place) implements Result {}

        /** It does not, and why. */
        record Invalid(String why) implements Result {}
    }

    /**
     * Validates. An authority that has run out, or is not yet valid, vouches for nobody: PKIX leaves that open.
     *
     * @param chain the SVID first, each signed by the next; not empty
     */
    static Result validate(List<X509Certificate> chain, List<X509Certificate> authorities, long nowMillis) {
        for (X509Certificate certificate : chain) {
            if (!Certificates.runsAt(certificate, nowMillis)) {
                return new Result.Invalid("expected certificates that are valid at "
                        + new Date(nowMillis).toInstant() + ", found one that is so from "
                        + certificate.getNotBefore().toInstant() + " to "
                        + certificate.getNotAfter().toInstant());
            }
            if (!Certificates.soundlySigned(certificate)) {
                return new Result.Invalid("expected certificates that are signed with SHA-2 and RSA, ECDSA or Ed25519,"
                        + " found another signature");
            }
        }
        // One by one: of the several that could match, the one that is found must not hang on the order of a set.
        for (X509Certificate authority : authorities) {
            if (Certificates.runsAt(authority, nowMillis) && leads(chain, authority, nowMillis)) {
                List<X509Certificate> all = new ArrayList<>(chain);
                all.add(authority);
                return new Result.Valid(
                        all.stream()
                                .mapToLong(each -> each.getNotAfter().getTime())
                                .min()
                                .orElseThrow(),
                        authorities.indexOf(authority));
            }
        }
        return new Result.Invalid("expected a chain to one of " + authorities.size()
                + " authorities of the SPIFFE trust domain, found none that holds");
    }

    private static boolean leads(List<X509Certificate> chain, X509Certificate authority, long nowMillis) {
        try {
            CertPath path = Certificates.factory().generateCertPath(chain);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(new Date(nowMillis));
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
