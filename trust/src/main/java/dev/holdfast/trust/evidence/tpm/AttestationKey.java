package dev.holdfast.trust.evidence.tpm;

import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Curve;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The public half of a TPM's attestation key: RSA of 2048 to 4096 bits, or P-256. Which signatures it can verify follows from the key, never from
 * what a signature says of itself. Immutable; any thread.
 */
public final class AttestationKey {
    static final int RSA_MINIMUM_BITS = 2048;
    static final int RSA_MAXIMUM_BITS = 4096;
    private static final int DER_MAXIMUM_BYTES = 1024;
    private static final int SCALAR_BYTES = 32;
    private static final int SHA256_BYTES = 32;

    private final PublicKey key;

    private AttestationKey(PublicKey key) {
        this.key = key;
    }

    /** Reads a SubjectPublicKeyInfo in DER (RFC 5280); empty when it is no such key. The buffer is not changed. */
    public static Optional<AttestationKey> parse(ByteBuffer der) {
        if (der.remaining() > DER_MAXIMUM_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = Bytes.of(der);
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes));
                boolean canonical = Arrays.equals(bytes, key.getEncoded());
                return canonical && suits(key) ? Optional.of(new AttestationKey(key)) : Optional.empty();
            } catch (GeneralSecurityException | RuntimeException e) {
                // Of the other algorithm, or of none; the JDK reports hostile bytes by whatever happens to go wrong
                // first.
                continue;
            }
        }
        return Optional.empty();
    }

    /** Why the signature is not this key's over the message; empty when it is. */
    Optional<String> refuse(byte[] message, TpmSignature signature) {
        try {
            if (signature instanceof TpmSignature.Unreadable unreadable) {
                return Optional.of(unreadable.why());
            }
            boolean fits;
            if (key instanceof ECPublicKey && signature instanceof TpmSignature.Ecdsa ecdsa) {
                fits = ecdsa(message, ecdsa);
            } else if (key instanceof RSAPublicKey && signature instanceof TpmSignature.RsaSsa ssa) {
                fits = verifies(Signature.getInstance("SHA256withRSA"), message, ssa.signature());
            } else if (key instanceof RSAPublicKey rsa && signature instanceof TpmSignature.RsaPss pss) {
                fits = pss(rsa, message, pss.signature());
            } else {
                return Optional.of("expected a signature by a key of " + key.getAlgorithm() + ", found one of "
                        + (signature instanceof TpmSignature.Ecdsa ? "EC" : "RSA"));
            }
            return fits ? Optional.empty() : Optional.of("the quote's signature is not of the grant's attestation key");
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.of("the quote's signature is not of the grant's attestation key");
        }
    }

    private boolean ecdsa(byte[] message, TpmSignature.Ecdsa signature) throws GeneralSecurityException {
        BigInteger order = ((ECPublicKey) key).getParams().getOrder();
        byte[] both = new byte[2 * SCALAR_BYTES];
        for (byte[] scalar : List.of(signature.r(), signature.s())) {
            BigInteger value = new BigInteger(1, scalar);
            if (value.signum() == 0 || value.compareTo(order) >= 0) {
                return false;
            }
        }
        System.arraycopy(signature.r(), 0, both, SCALAR_BYTES - signature.r().length, signature.r().length);
        System.arraycopy(signature.s(), 0, both, 2 * SCALAR_BYTES - signature.s().length, signature.s().length);
        return verifies(Signature.getInstance("SHA256withECDSAinP1363Format"), message, both);
    }

    /** The salt is as long as the digest, or as long as the key allows: part 1, section B.7, knows both. */
    private boolean pss(RSAPublicKey rsa, byte[] message, byte[] bytes) throws GeneralSecurityException {
        int encodedBytes = (rsa.getModulus().bitLength() + 6) / 8;
        for (int saltBytes : List.of(SHA256_BYTES, encodedBytes - SHA256_BYTES - 2)) {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, saltBytes, PSSParameterSpec.TRAILER_FIELD_BC));
            if (verifies(signature, message, bytes)) {
                return true;
            }
        }
        return false;
    }

    private boolean verifies(Signature signature, byte[] message, byte[] bytes) throws GeneralSecurityException {
        signature.initVerify(key);
        signature.update(message);
        return signature.verify(bytes);
    }

    private static boolean suits(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= RSA_MINIMUM_BITS && bits <= RSA_MAXIMUM_BITS;
        }
        return key instanceof ECPublicKey ec && Curve.P256.has(ec);
    }
}
