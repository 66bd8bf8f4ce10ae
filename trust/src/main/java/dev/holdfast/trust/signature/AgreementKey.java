package dev.holdfast.trust.signature;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 private key (RFC 7748), with which its owner and somebody else agree a secret. Immutable; any thread. */
public final class AgreementKey {
    /** Size of a raw public key, a private one and a secret in bytes. */
    public static final int SIZE_BYTES = X25519.POINT_SIZE;

    private static final byte[] PURPOSE = "holdfast-agreement-key-v1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] scalar;
    private final byte[] publicKey;

    private AgreementKey(X25519PrivateKeyParameters parameters) {
        this.scalar = parameters.getEncoded();
        this.publicKey = parameters.generatePublicKey().getEncoded();
    }

    /** A new key. */
    public static AgreementKey generate(SecureRandom random) {
        return new AgreementKey(new X25519PrivateKeyParameters(random));
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #SIZE_BYTES} bytes */
    public static AgreementKey of(byte[] raw) {
        if (raw.length != SIZE_BYTES) {
            throw new IllegalArgumentException(
                    "expected an X25519 private key of " + SIZE_BYTES + " bytes, found " + raw.length);
        }
        return new AgreementKey(new X25519PrivateKeyParameters(raw));
    }

    /** The one that belongs to a signing key, by HKDF-SHA256 from its seed: whoever has the same key file has the same one. */
    public static AgreementKey derivedFrom(SigningKey key) {
        return of(KeyDerivation.secretOf(key, PURPOSE, SIZE_BYTES));
    }

    /** A copy of the 32 raw bytes of the public half. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The secret that the owner of the other public key gets, too. Raw: to be put through a {@linkplain KeyDerivation key derivation}.
     *
     * @param otherPublicKey whatever the other one sent
     * @return 32 bytes; empty when those are no public key of 32 bytes, or one of the few that make every secret zero (RFC 7748, section 6.1)
     */
    public Optional<byte[]> agree(byte[] otherPublicKey) {
        if (otherPublicKey.length != SIZE_BYTES) {
            return Optional.empty();
        }
        byte[] secret = new byte[SIZE_BYTES];
        return X25519.calculateAgreement(scalar, 0, otherPublicKey, 0, secret, 0)
                ? Optional.of(secret)
                : Optional.empty();
    }

    /**
     * A secret that those share who have this key, and nobody else.
     *
     * @param purpose so that secrets for two purposes differ
     */
    public byte[] secretFor(byte[] purpose, int sizeBytes) {
        return KeyDerivation.hkdfSha256(scalar, new byte[0], purpose, sizeBytes);
    }

    /** Its public half; never the key. */
    @Override
    public String toString() {
        return "agreement key of " + HexFormat.of().formatHex(publicKey);
    }
}
