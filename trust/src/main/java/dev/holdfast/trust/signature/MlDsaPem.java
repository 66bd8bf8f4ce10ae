package dev.holdfast.trust.signature;

import dev.holdfast.trust.signature.KeyPem.MalformedKey;
import java.io.IOException;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * ML-DSA-44 keys as PEM text: private ones as PKCS#8 with the seed alone, public ones as SubjectPublicKeyInfo, both as RFC 9881 has them. Private keys
 * that hold the seed and more are read, too; those without a seed are not.
 */
public final class MlDsaPem {
    // The DER that stands before the 32 bytes of the seed (RFC 9881, section 6), and before the 1312 of the public key
    // (section 4).
    private static final byte[] PRIVATE_PREFIX =
            HexFormat.of().parseHex("3034020100300b0609608648016503040311042280" + "20");
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("30820532300b06096086480165030403110382052100");

    private MlDsaPem() {}

    /** The private key as text. */
    public static String write(MlDsaSigningKey key) {
        return KeyPem.armor(KeyPem.PRIVATE, KeyPem.joined(PRIVATE_PREFIX, key.seed()));
    }

    /** The public key as text. */
    public static String write(MlDsaVerifyingKey key) {
        return KeyPem.armor(KeyPem.PUBLIC, KeyPem.joined(PUBLIC_PREFIX, key.raw()));
    }

    /** @throws MalformedKey when the text is not an unencrypted ML-DSA-44 private key with its seed */
    public static MlDsaSigningKey readSigningKey(String pem) throws MalformedKey {
        byte[] der = KeyPem.dearmor(KeyPem.PRIVATE, pem);
        AsymmetricKeyParameter key;
        try {
            key = PrivateKeyFactory.createKey(der);
        } catch (IOException | RuntimeException e) {
            throw new MalformedKey("expected an ML-DSA-44 private key in PKCS#8, found other bytes");
        }
        if (key instanceof MLDSAPrivateKeyParameters found && found.getParameters() == MLDSAParameters.ml_dsa_44) {
            byte[] seed = found.getSeed();
            if (seed == null) {
                throw new MalformedKey("expected an ML-DSA-44 private key with its seed, found one without");
            }
            return MlDsaSigningKey.ofSeed(seed);
        }
        throw new MalformedKey("expected an ML-DSA-44 private key, found one of another algorithm");
    }

    /** @throws MalformedKey when the text is not an ML-DSA-44 public key */
    public static MlDsaVerifyingKey readVerifyingKey(String pem) throws MalformedKey {
        byte[] der = KeyPem.dearmor(KeyPem.PUBLIC, pem);
        AsymmetricKeyParameter key;
        try {
            key = PublicKeyFactory.createKey(der);
        } catch (IOException | RuntimeException e) {
            throw new MalformedKey("expected an ML-DSA-44 public key in SubjectPublicKeyInfo, found other bytes");
        }
        if (key instanceof MLDSAPublicKeyParameters found && found.getParameters() == MLDSAParameters.ml_dsa_44) {
            return MlDsaVerifyingKey.of(found.getEncoded());
        }
        throw new MalformedKey("expected an ML-DSA-44 public key, found one of another algorithm");
    }
}
