package dev.holdfast.trust.signature;

import java.security.SecureRandom;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** An ML-DSA-44 private key (FIPS 204), whose signatures are deterministic. Immutable; any thread. */
public final class MlDsaSigningKey {
    /** Size of its seed in bytes. */
    public static final int SEED_BYTES = 32;

    private final byte[] seed;
    private final MLDSAPrivateKeyParameters parameters;
    private final MlDsaVerifyingKey verifyingKey;

    private MlDsaSigningKey(byte[] seed) {
        this.seed = seed;
        this.parameters = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed);
        this.verifyingKey = MlDsaVerifyingKey.of(parameters.getPublicKey());
    }

    /** A new key. */
    public static MlDsaSigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new MlDsaSigningKey(seed);
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #SEED_BYTES} bytes */
    public static MlDsaSigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("expected a seed of " + SEED_BYTES + " bytes, found " + seed.length);
        }
        return new MlDsaSigningKey(seed.clone());
    }

    /** The public half. */
    public MlDsaVerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** Its signature over a message, {@value MlDsaVerifyingKey#SIGNATURE_BYTES} bytes, with an empty context. */
    public byte[] sign(byte[] message) {
        var signer = new MLDSASigner();
        signer.init(true, parameters);
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /** A copy of the seed, for {@link MlDsaPem}. */
    byte[] seed() {
        return seed.clone();
    }

    /** The id of the public half; never the key. */
    @Override
    public String toString() {
        return "signing " + verifyingKey;
    }
}
