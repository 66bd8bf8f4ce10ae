package dev.holdfast.trust.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 by the Amazon Corretto Crypto Provider, half the time of Bouncy Castle's, where that is on the class path and works on this machine. Nothing comes out
 * otherwise with it than without:
 *
 * <ul>
 *   <li>It makes the same signatures, byte for byte: they are deterministic (RFC 8032).
 *   <li>What it accepts, Bouncy Castle accepts: it computes {@code R = [S]B - [k]A} and compares it with the signature's. Bouncy Castle asks for a multiple of that equation to
 *       hold, of a canonical {@code R}, which a computed one is, of {@code S} below the order, as it does, and of a key in the subgroup of prime order, which {@link VerifyingKey#of} establishes.
 *   <li>What it does not accept, Bouncy Castle decides: whoever made {@code R} by hand, with a part of small order in it, finds the two apart.
 * </ul>
 */
final class NativeEd25519 {
    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
    private static final String ALGORITHM = "Ed25519";

    private static final Optional<NativeEd25519> FOUND = find();

    private final Provider provider;

    private NativeEd25519(Provider provider) {
        this.provider = provider;
    }

    /** Where there is one. */
    static Optional<NativeEd25519> found() {
        return FOUND;
    }

    private static Optional<NativeEd25519> find() {
        try {
            var provider =
                    (Provider) Class.forName(PROVIDER).getDeclaredConstructor().newInstance();
            var implementation = new NativeEd25519(provider);
            return implementation.agrees() ? Optional.of(implementation) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.empty(); // not there, or its library is not for this machine: Bouncy Castle does all
        }
    }

    private boolean agrees() {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        byte[] message = {1, 2, 3};
        var expected = new Ed25519PrivateKeyParameters(seed);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        expected.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        PublicKey publicKey = publicKey(expected.generatePublicKey().getEncoded());
        return sign(privateKey(seed), message)
                        .filter(own -> Arrays.equals(own, signature))
                        .isPresent()
                && verifies(publicKey, message, signature)
                && !verifies(publicKey, new byte[] {1, 2, 4}, signature);
    }

    /** Its name and version. */
    String name() {
        return provider.getName() + " " + provider.getVersionStr();
    }

    /** A public key of 32 bytes. */
    PublicKey publicKey(byte[] raw) {
        try {
            return keys().generatePublic(new X509EncodedKeySpec(KeyPem.subjectPublicKeyInfo(raw)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("expected the 32 bytes of an Ed25519 public key", e);
        }
    }

    /** A private key by its seed of 32 bytes. */
    PrivateKey privateKey(byte[] seed) {
        try {
            return keys().generatePrivate(new PKCS8EncodedKeySpec(KeyPem.pkcs8(seed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("expected the 32 bytes of an Ed25519 seed", e);
        }
    }

    /** Whether it accepts the signature; false says nothing. */
    boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM, provider);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** The signature, of 64 bytes; empty when it cannot sign any more. */
    Optional<byte[]> sign(PrivateKey key, byte[] message) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM, provider);
            signer.initSign(key);
            signer.update(message);
            return Optional.of(signer.sign());
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The platform's own: the provider has none unless a system property asks for it, and takes what these make. */
    private static KeyFactory keys() throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM);
    }
}
