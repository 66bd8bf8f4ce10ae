package dev.holdfast.trust.evidence.spiffe;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The keys by which a SPIFFE trust domain signs JWT-SVIDs. Immutable; any thread. */
public final class JwtAuthorities {
    /** The most bytes that are read. */
    public static final int MAXIMUM_BYTES = 64 * 1024;

    /** The most keys. */
    public static final int MAXIMUM_KEYS = 32;

    private static final String USE = "jwt-svid";
    private static final int RSA_MINIMUM_BITS = 2048;
    private static final int RSA_MAXIMUM_BITS = 4096;

    private final String trustDomain;
    private final Map<String, JWK> keys;
    private final Map<String, ByteBuffer> digests;

    private JwtAuthorities(String trustDomain, Map<String, JWK> keys, Map<String, ByteBuffer> digests) {
        this.trustDomain = trustDomain;
        this.keys = Map.copyOf(keys);
        this.digests = Map.copyOf(digests);
    }

    /** What the bytes turned out to be. */
    public sealed interface Parsed {
        /** Authorities. */
        record Authorities(JwtAuthorities value) implements Parsed {}

        /** None, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /**
     * Reads a JWK set (RFC 7517), which is what a SPIFFE bundle is (SPIFFE Trust Domain and Bundle, section 4). Keys of another use than {@code
     * jwt-svid} are left out; each that stays needs an id of its own, no private half, and to be RSA of 2048 to 4096 bits or of a NIST curve.
     */
    public static Parsed parse(String trustDomain, byte[] bytes) {
        if (bytes.length > MAXIMUM_BYTES) {
            return new Parsed.Malformed("expected at most " + MAXIMUM_BYTES + " bytes, found " + bytes.length);
        }
        Map<String, JWK> keys = new HashMap<>();
        Map<String, ByteBuffer> digests = new HashMap<>();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            for (JWK key : JWKSet.parse(text).getKeys()) {
                if (key.getKeyUse() != null && !key.getKeyUse().identifier().equals(USE)) {
                    continue;
                }
                String id = key.getKeyID();
                if (id == null || id.isBlank() || !suits(key) || keys.put(id, key) != null) {
                    return new Parsed.Malformed("expected public keys of RSA or of a NIST curve, each with an id of its"
                            + " own, found another key");
                }
                digests.put(id, AuthorityDigest.of(key));
            }
        } catch (CharacterCodingException | ParseException | JOSEException | RuntimeException e) {
            return new Parsed.Malformed("expected a JWK set in JSON, found other bytes");
        }
        if (keys.isEmpty() || keys.size() > MAXIMUM_KEYS) {
            return new Parsed.Malformed(
                    "expected 1 to " + MAXIMUM_KEYS + " keys of use `" + USE + "`, found " + keys.size());
        }
        return new Parsed.Authorities(new JwtAuthorities(trustDomain, keys, digests));
    }

    private static boolean suits(JWK key) {
        if (key.isPrivate()) {
            return false;
        }
        if (key instanceof RSAKey rsa) {
            int bits = rsa.getModulus().decodeToBigInteger().bitLength();
            return bits >= RSA_MINIMUM_BITS && bits <= RSA_MAXIMUM_BITS;
        }
        return key instanceof ECKey;
    }

    /** Name of the SPIFFE trust domain. */
    public String trustDomain() {
        return trustDomain;
    }

    /** By which the key of this id is known again; it has to be one of these. */
    ByteBuffer digest(String id) {
        return Objects.requireNonNull(digests.get(id), "asked for no key of this bundle");
    }

    boolean holds(ByteBuffer digest) {
        return digests.containsValue(digest);
    }

    Optional<JWK> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
