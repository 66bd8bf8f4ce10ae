package dev.holdfast.trust.evidence.spiffe;

import dev.holdfast.trust.evidence.Curve;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * Signatures by an SVID's key. Which algorithm it is follows from the key: P-256 with SHA-256 and P-384 with SHA-384, both in DER (RFC 3279,
 * section 2.2.3); RSA of 2048 to 4096 bits as RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017).
 */
final class SvidKey {
    private static final int RSA_MINIMUM_BITS = 2048;
    private static final int RSA_MAXIMUM_BITS = 4096;

    private SvidKey() {}

    /** What was found. */
    enum Outcome {
        FITS,
        DIFFERS,
        KEY_UNKNOWN
    }

    static Outcome verify(PublicKey key, byte[] message, byte[] bytes) {
        try {
            Signature signature;
            if (key instanceof ECPublicKey ec) {
                if (Curve.P256.has(ec)) {
                    signature = Signature.getInstance("SHA256withECDSA");
                } else if (Curve.P384.has(ec)) {
                    signature = Signature.getInstance("SHA384withECDSA");
                } else {
                    return Outcome.KEY_UNKNOWN;
                }
            } else if (key instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() >= RSA_MINIMUM_BITS
                    && rsa.getModulus().bitLength() <= RSA_MAXIMUM_BITS) {
                signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(new PSSParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
            } else {
                return Outcome.KEY_UNKNOWN;
            }
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(bytes) ? Outcome.FITS : Outcome.DIFFERS;
        } catch (GeneralSecurityException | RuntimeException e) {
            return Outcome.DIFFERS;
        }
    }
}
