package dev.holdfast.trust.signature;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** Keys out of a secret: HKDF with SHA-256 (RFC 5869). */
public final class KeyDerivation {
    /** Most bytes that one secret and purpose yield (RFC 5869, section 2.3). */
    public static final int MAXIMUM_BYTES = 255 * 32;

    private KeyDerivation() {}

    /**
     * A secret that those share who have the same signing key, and nobody else.
     *
     * @param purpose so that secrets for two purposes differ
     * @param sizeBytes 1 to {@value #MAXIMUM_BYTES}
     */
    public static byte[] secretOf(SigningKey key, byte[] purpose, int sizeBytes) {
        return hkdfSha256(key.seed(), new byte[0], purpose, sizeBytes);
    }

    /**
     * Derives a key.
     *
     * @param secret input keying material, not empty
     * @param salt empty for none
     * @param info the purpose, so that keys for two purposes differ
     * @param sizeBytes 1 to {@value #MAXIMUM_BYTES}
     */
    public static byte[] hkdfSha256(byte[] secret, byte[] salt, byte[] info, int sizeBytes) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, salt, info));
        byte[] key = new byte[sizeBytes];
        generator.generateBytes(key, 0, sizeBytes);
        return key;
    }
}
