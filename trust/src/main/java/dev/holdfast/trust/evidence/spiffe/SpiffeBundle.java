package dev.holdfast.trust.evidence.spiffe;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64;
import dev.holdfast.record.AttestationKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * By what the SVIDs of a SPIFFE trust domain are verified (SPIFFE Trust Domain and Bundle, section 4). Immutable; any thread.
 *
 * @param x509 for X509-SVIDs; empty when the bundle has none
 * @param jwt for JWT-SVIDs; empty when the bundle has none
 */
public record SpiffeBundle(Optional<X509Authorities> x509, Optional<JwtAuthorities> jwt) {
    private static final String X509_USE = "x509-svid";
    private static final String JWT_USE = "jwt-svid";
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    /** What the bytes turned out to be. */
    public sealed interface Parsed {
        /** A bundle, which verifies one form of SVIDs at the least. */
        record Bundle(SpiffeBundle value) implements Parsed {}

        /** None, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /**
     * Whether it has the authority that signed an SVID.
     *
     * @param digest of {@link dev.holdfast.trust.evidence.Appraisal.Verified#authority}
     */
    public boolean holds(AttestationKind kind, ByteBuffer digest) {
        return switch (kind) {
            case X509_SVID -> x509.filter(it -> it.digests().contains(digest)).isPresent();
            case JWT_SVID -> jwt.filter(it -> it.holds(digest)).isPresent();
            default -> false;
        };
    }

    /**
     * Reads a JWK set (RFC 7517) with keys of the uses {@code x509-svid}, each with just one certificate in {@code x5c}, and {@code jwt-svid};
     * others are left out. Certificates in PEM are read, too: a bundle for X509-SVIDs alone.
     *
     * @param trustDomain name of the SPIFFE trust domain
     */
    public static Parsed parse(String trustDomain, byte[] bytes) {
        if (bytes.length > X509Authorities.MAXIMUM_BYTES) {
            return malformed("expected at most " + X509Authorities.MAXIMUM_BYTES + " bytes, found " + bytes.length);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return malformed("expected a JWK set in JSON, or certificates in PEM; found other bytes");
        }
        if (text.contains(PEM)) {
            X509Authorities.Parsed pem = X509Authorities.parse(trustDomain, bytes);
            return pem instanceof X509Authorities.Parsed.Authorities found
                    ? new Parsed.Bundle(new SpiffeBundle(Optional.of(found.value()), Optional.empty()))
                    : malformed(((X509Authorities.Parsed.Malformed) pem).why());
        }
        try {
            return ofKeys(trustDomain, bytes, JWKSet.parse(text).getKeys());
        } catch (ParseException | RuntimeException e) {
            return malformed("expected a JWK set in JSON, or certificates in PEM; found other bytes");
        }
    }

    private static Parsed ofKeys(String trustDomain, byte[] bytes, List<JWK> keys) {
        List<X509Certificate> certificates = new ArrayList<>();
        boolean tokens = false;
        for (JWK key : keys) {
            tokens |= isFor(key, JWT_USE);
            if (isFor(key, X509_USE)) {
                Optional<X509Certificate> certificate = certificate(key);
                if (certificate.isEmpty()) {
                    return malformed(
                            "expected each key of use `" + X509_USE + "` to have just one certificate in `x5c`");
                }
                certificates.add(certificate.get());
            }
        }
        Optional<X509Authorities> x509 = Optional.empty();
        if (!certificates.isEmpty()) {
            X509Authorities.Parsed parsed = X509Authorities.of(trustDomain, certificates);
            if (parsed instanceof X509Authorities.Parsed.Malformed none) {
                return malformed(none.why());
            }
            x509 = Optional.of(((X509Authorities.Parsed.Authorities) parsed).value());
        }
        Optional<JwtAuthorities> jwt = Optional.empty();
        if (tokens) {
            JwtAuthorities.Parsed parsed = JwtAuthorities.parse(trustDomain, bytes);
            if (parsed instanceof JwtAuthorities.Parsed.Malformed none) {
                return malformed(none.why());
            }
            jwt = Optional.of(((JwtAuthorities.Parsed.Authorities) parsed).value());
        }
        return x509.isEmpty() && jwt.isEmpty()
                ? malformed("expected a key of use `" + X509_USE + "` or `" + JWT_USE + "`, found none")
                : new Parsed.Bundle(new SpiffeBundle(x509, jwt));
    }

    private static boolean isFor(JWK key, String use) {
        KeyUse found = key.getKeyUse();
        return found != null && found.identifier().equals(use);
    }

    private static Optional<X509Certificate> certificate(JWK key) {
        List<Base64> chain = key.getX509CertChain();
        return chain == null || chain.size() != 1
                ? Optional.empty()
                : Certificates.ofDer(chain.get(0).decode());
    }

    private static Parsed malformed(String why) {
        return new Parsed.Malformed(why);
    }
}
