package dev.holdfast.trust.signature;

import java.util.Arrays;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** An ML-DSA-44 public key (FIPS 204), whose signatures stand against quantum computers. Immutable; any thread. */
public final class MlDsaVerifyingKey {
    /** Size of its raw form in bytes. */
    public static final int SIZE_BYTES = 1312;

    /** Size of a signature in bytes. */
    public static final int SIGNATURE_BYTES = 2420;

    private final byte[] raw;
    private final MLDSAPublicKeyParameters parameters;

    private MlDsaVerifyingKey(byte[] raw) {
        this.raw = raw;
        this.parameters = new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, raw);
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #SIZE_BYTES} bytes; any such are a key */
    public static MlDsaVerifyingKey of(byte[] raw) {
        if (raw.length != SIZE_BYTES) {
            throw new IllegalArgumentException(
                    "expected an ML-DSA-44 public key of " + SIZE_BYTES + " bytes, found " + raw.length);
        }
        return new MlDsaVerifyingKey(raw.clone());
    }

    /** A copy of its raw bytes. */
    public byte[] raw() {
        return raw.clone();
    }

    /** Whether a signature is this key's over a message, with an empty context; never when it is of another size. */
    public boolean verifies(byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        var signer = new MLDSASigner();
        signer.init(false, parameters);
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MlDsaVerifyingKey that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    /** Its id; never the key. */
    @Override
    public String toString() {
        return "ML-DSA-44 key " + KeyId.ofPublicKey(raw);
    }
}
