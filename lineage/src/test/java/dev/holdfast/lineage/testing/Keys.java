package dev.holdfast.lineage.testing;

import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.SigningKey;
import java.util.Arrays;

/** Keys of which every byte of the seed is the same. */
public final class Keys {
    private Keys() {}

    /** Of Ed25519. */
    public static SigningKey ed25519(int seedByte) {
        return SigningKey.ofSeed(seed(seedByte));
    }

    /** Of ML-DSA-44. */
    public static MlDsaSigningKey mlDsa(int seedByte) {
        return MlDsaSigningKey.ofSeed(seed(seedByte));
    }

    private static byte[] seed(int seedByte) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) seedByte);
        return seed;
    }
}
