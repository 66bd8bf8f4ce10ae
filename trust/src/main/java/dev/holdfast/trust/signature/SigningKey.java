package dev.holdfast.trust.signature;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key (RFC 8032), whose signatures are deterministic. Immutable; any thread. */
public final class SigningKey {
    /** Size of its seed in bytes. */
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final Ed25519PrivateKeyParameters parameters;
    private final VerifyingKey verifyingKey;

    private SigningKey(Ed25519PrivateKeyParameters parameters) {
        this.parameters = parameters;
        this.verifyingKey = VerifyingKey.of(parameters.generatePublicKey().getEncoded());
    }

    /** A new key. */
    public static SigningKey generate(SecureRandom random) {
        return new SigningKey(new Ed25519PrivateKeyParameters(random));
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #SEED_BYTES} bytes */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("expected a seed of " + SEED_BYTES + " bytes, found " + seed.length);
        }
        return new SigningKey(new Ed25519PrivateKeyParameters(seed));
    }

    /** The public half. */
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** Signs the content. */
    public RecordSignature sign(SignedContent content) {
        return sign(content.bytes());
    }

    /** Signs the content. */
    public RecordSignature sign(EvidenceContent content) {
        return sign(content.bytes());
    }

    private RecordSignature sign(byte[] message) {
        byte[] signature = new byte[RecordSignature.SIGNATURE_BYTES];
        parameters.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return new RecordSignature(verifyingKey.id(), signature);
    }

    /** A copy of the 32-byte seed, for {@link KeyPem} and {@link KeyDerivation}. */
    byte[] seed() {
        return parameters.getEncoded();
    }

    /** The id of the public half; never the key. */
    @Override
    public String toString() {
        return "signing " + verifyingKey;
    }
}
