package dev.holdfast.trust.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * Keys as PEM text (RFC 7468): private ones as PKCS#8, public ones as SubjectPublicKeyInfo, both as RFC 8410 has them for Ed25519. What
 * {@code openssl genpkey -algorithm ed25519} writes is read, and the other way round. Private keys under
 * a password: see {@link ProtectedPem} and {@link Pkcs12}.
 */
public final class KeyPem {
    static final String PRIVATE = "PRIVATE KEY";
    static final String PUBLIC = "PUBLIC KEY";
    // The DER that stands before the 32 raw bytes (RFC 8410, sections 4 and 7).
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int MAXIMUM_CHARACTERS = 10_000;

    private KeyPem() {}

    /** The text is not such a key; the message says what was expected. Never contains the text. */
    public static final class MalformedKey extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedKey(String message) {
            super(message);
        }
    }

    /** The private key as text. */
    public static String write(SigningKey key) {
        return armor(PRIVATE, pkcs8(key));
    }

    /** The public key as text. */
    public static String write(VerifyingKey key) {
        return armor(PUBLIC, subjectPublicKeyInfo(key.raw()));
    }

    /** @throws MalformedKey when the text is not an unencrypted Ed25519 private key */
    public static SigningKey readSigningKey(String pem) throws MalformedKey {
        return signingKey(dearmor(PRIVATE, pem));
    }

    /** @throws MalformedKey when the text is not an Ed25519 public key */
    public static VerifyingKey readVerifyingKey(String pem) throws MalformedKey {
        try {
            if (PublicKeyFactory.createKey(dearmor(PUBLIC, pem)) instanceof Ed25519PublicKeyParameters key) {
                return VerifyingKey.of(key.getEncoded());
            }
        } catch (IOException | RuntimeException e) {
            throw new MalformedKey("expected an Ed25519 public key in SubjectPublicKeyInfo, found other bytes");
        }
        throw new MalformedKey("expected an Ed25519 public key, found one of another algorithm");
    }

    /** The private key in PKCS#8, unencrypted. */
    static byte[] pkcs8(SigningKey key) {
        return pkcs8(key.seed());
    }

    /** The private key of a seed in PKCS#8, unencrypted. */
    static byte[] pkcs8(byte[] seed) {
        return joined(PRIVATE_PREFIX, seed);
    }

    /** A public key's raw bytes in SubjectPublicKeyInfo. */
    static byte[] subjectPublicKeyInfo(byte[] raw) {
        return joined(PUBLIC_PREFIX, raw);
    }

    /** @throws MalformedKey when the bytes are not an Ed25519 private key in PKCS#8, unencrypted */
    static SigningKey signingKey(byte[] pkcs8) throws MalformedKey {
        try {
            if (PrivateKeyFactory.createKey(pkcs8) instanceof Ed25519PrivateKeyParameters key) {
                return SigningKey.ofSeed(key.getEncoded());
            }
        } catch (IOException | RuntimeException e) {
            throw new MalformedKey("expected an Ed25519 private key in PKCS#8, found other bytes");
        }
        throw new MalformedKey("expected an Ed25519 private key, found one of another algorithm");
    }

    static byte[] joined(byte[] prefix, byte[] raw) {
        byte[] der = Arrays.copyOf(prefix, prefix.length + raw.length);
        System.arraycopy(raw, 0, der, prefix.length, raw.length);
        return der;
    }

    static String armor(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return begin(label) + "\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** The line before the key. */
    static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    static byte[] dearmor(String label, String pem) throws MalformedKey {
        String begin = begin(label);
        String end = "-----END " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf(end);
        if (pem.length() > MAXIMUM_CHARACTERS || from < 0 || to < from + begin.length()) {
            throw new MalformedKey("expected PEM text with `" + begin + "`, found none");
        }
        String base64 = pem.substring(from + begin.length(), to);
        try {
            return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new MalformedKey("expected base64 between the lines of the PEM text");
        }
    }
}
