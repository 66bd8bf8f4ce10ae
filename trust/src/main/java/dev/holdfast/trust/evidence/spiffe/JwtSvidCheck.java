package dev.holdfast.trust.evidence.spiffe;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.evidence.AttestationForm;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.evidence.Quoted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a JWT-SVID was issued to the grant's SPIFFE id for just this deployment, and is valid now.
 *
 * <p>It proves less than an X509-SVID: a token is a bearer's. Verified, it says that the SPIFFE trust domain gave the workload a token for this
 * audience, and that the executor came by it. It is bound neither to the executor's key nor to a challenge, and whoever sees it, such as a reader of
 * the heartbeats, can present it until it runs out. An audience is therefore refused that names anybody else besides.
 */
public final class JwtSvidCheck {
    /** How far the SPIFFE authority's clock may run ahead of the broker's, in milliseconds. A token that has run out gets no such leave. */
    public static final long AHEAD_MAXIMUM_MILLIS = 10_000;

    private static final Set<JWSAlgorithm> RSA = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);
    private static final Set<JWSAlgorithm> EC = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*");
    private static final Set<String> TYPES = Set.of("JWT", "JOSE");

    private JwtSvidCheck() {}

    /**
     * Checks (JWT-SVID, sections 2 to 4; RFC 7515, RFC 7519).
     *
     * @param spiffeId the grant's
     * @param audience the grant's {@code jwtAudience}, or the name of the deployment's trust domain when it has none
     * @param authorities of the SPIFFE trust domain of that id, or empty when they are not known
     */
    public static Appraisal check(
            Attestation attestation,
            String spiffeId,
            String audience,
            Optional<JwtAuthorities> authorities,
            Presentation presentation) {
        if (attestation.getKind() != AttestationKind.JWT_SVID) {
            return new Failed("expected a JWT_SVID, found " + attestation.getKind());
        }
        Optional<String> malformed = AttestationForm.flaw(attestation);
        if (malformed.isPresent()) {
            return new Failed(malformed.get());
        }
        Optional<String> trustDomain = SpiffeIds.trustDomain(spiffeId);
        if (trustDomain.isEmpty()
                || !authorities.map(JwtAuthorities::trustDomain).equals(trustDomain)) {
            return new Unknown(
                    "the JWT authorities of the SPIFFE trust domain of " + Quoted.text(spiffeId) + " are not known");
        }
        String compact = new String(Bytes.of(attestation.getPayload()), StandardCharsets.US_ASCII);
        if (!COMPACT.matcher(compact).matches()) {
            // Else one token could be written in many ways, each of which would be new.
            return new Failed("expected a signed token in compact form, found other bytes");
        }
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(compact);
            claims = token.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            return new Failed("expected a signed token in compact form, found other bytes");
        }
        Optional<String> unsigned = unsigned(token, authorities.get());
        if (unsigned.isPresent()) {
            return new Failed(unsigned.get());
        }
        ByteBuffer authority = authorities.get().digest(token.getHeader().getKeyID());
        return claims(claims, spiffeId, audience, authority, presentation.nowMillis());
    }

    private static Optional<String> unsigned(SignedJWT token, JwtAuthorities authorities) {
        JWSHeader header = token.getHeader();
        JWSAlgorithm algorithm = header.getAlgorithm();
        if (!RSA.contains(algorithm) && !EC.contains(algorithm)) {
            return Optional.of("expected a token's algorithm of RS, PS or ES with 256, 384 or 512, found "
                    + Quoted.text(algorithm.getName()));
        }
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            return Optional.of("expected a token without critical header parameters, found some");
        }
        if (header.getType() != null && !TYPES.contains(header.getType().toString())) {
            return Optional.of("expected a token of type JWT or JOSE, found "
                    + Quoted.text(header.getType().toString()));
        }
        Optional<JWK> key = Optional.ofNullable(header.getKeyID()).flatMap(authorities::key);
        if (key.isEmpty()) {
            return Optional.of("expected a token that names an authority of the SPIFFE trust domain "
                    + Quoted.text(authorities.trustDomain()) + " as its key, found "
                    + Quoted.text(String.valueOf(header.getKeyID())));
        }
        return verifies(token, key.get())
                ? Optional.empty()
                : Optional.of("the token's signature is not of the authority's key "
                        + Quoted.text(String.valueOf(header.getKeyID())));
    }

    /** The key decides which algorithms there are. */
    private static boolean verifies(SignedJWT token, JWK key) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        try {
            JWSVerifier verifier;
            if (key instanceof RSAKey rsa && RSA.contains(algorithm)) {
                verifier = new RSASSAVerifier(rsa);
            } else if (key instanceof ECKey ec && EC.contains(algorithm)) {
                verifier = new ECDSAVerifier(ec);
            } else {
                return false;
            }
            return token.verify(verifier);
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static Appraisal claims(
            JWTClaimsSet claims, String spiffeId, String audience, ByteBuffer authority, long nowMillis) {
        Optional<String> stranger = SvidSubject.flaw(String.valueOf(claims.getSubject()), spiffeId);
        if (stranger.isPresent()) {
            return new Failed(stranger.get());
        }
        if (!claims.getAudience().equals(List.of(audience))) {
            return new Failed("expected a token for the audience " + Quoted.text(audience) + " and no other, found "
                    + Quoted.text(String.join(", ", claims.getAudience())));
        }
        if (claims.getExpirationTime() == null
                || claims.getExpirationTime().getTime() <= nowMillis
                || claims.getExpirationTime().getTime() > Verified.WITHOUT_END_MILLIS) {
            return new Failed("expected a token that runs out after " + nowMillis + " (epoch ms), found "
                    + (claims.getExpirationTime() == null
                            ? "none"
                            : claims.getExpirationTime().getTime()));
        }
        for (var since :
                List.of(Optional.ofNullable(claims.getNotBeforeTime()), Optional.ofNullable(claims.getIssueTime()))) {
            if (since.isPresent() && since.get().getTime() > nowMillis + AHEAD_MAXIMUM_MILLIS) {
                return new Failed("expected a token that is valid and issued by " + nowMillis + " (epoch ms), found "
                        + since.get().getTime());
            }
        }
        return new Verified(
                claims.getExpirationTime().getTime(),
                "the executor presents a JWT-SVID of " + Quoted.text(spiffeId)
                        + ", which whoever sees it can present: not bound to the executor's key",
                authority,
                claims.getIssueTime() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(claims.getIssueTime().getTime()));
    }
}
