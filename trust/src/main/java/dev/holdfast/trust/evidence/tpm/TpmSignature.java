package dev.holdfast.trust.evidence.tpm;

import dev.holdfast.trust.evidence.tpm.TpmBytes.Malformed;
import java.nio.ByteBuffer;

/** A TPMT_SIGNATURE (TPM 2.0 Library, part 2, section 11.3) of one of the three schemes that are known here, each with SHA-256. */
sealed interface TpmSignature {
    /** Largest TPMT_SIGNATURE that is read, in bytes: one of RSA with 4096 bits. */
    int MAXIMUM_BYTES = 6 + AttestationKey.RSA_MAXIMUM_BITS / 8;

    /** TPM_ALG_RSASSA: RSASSA-PKCS1-v1_5 (RFC 8017). */
    record RsaSsa(byte[] signature) implements TpmSignature {}

    /** TPM_ALG_RSAPSS: RSASSA-PSS (RFC 8017). */
    record RsaPss(byte[] signature) implements TpmSignature {}

    /** TPM_ALG_ECDSA (FIPS 186): r and s, big-endian, of at most 32 bytes each. */
    record Ecdsa(byte[] r, byte[] s) implements TpmSignature {}

    /** Not a signature, and why. */
    record Unreadable(String why) implements TpmSignature {}

    /** Reads one. The buffer is not changed. */
    static TpmSignature parse(ByteBuffer bytes) {
        if (bytes.remaining() > MAXIMUM_BYTES) {
            return new Unreadable(
                    "expected a TPMT_SIGNATURE of at most " + MAXIMUM_BYTES + " bytes, found " + bytes.remaining());
        }
        try {
            TpmBytes in = new TpmBytes(bytes);
            TpmSignature signature = read(in);
            in.end();
            return signature;
        } catch (Malformed e) {
            return new Unreadable(e.why());
        }
    }

    private static TpmSignature read(TpmBytes in) throws Malformed {
        int scheme = in.u16("sigAlg");
        if (scheme != 0x0014 && scheme != 0x0016 && scheme != 0x0018) {
            throw new Malformed("expected sigAlg 0014 (RSASSA), 0016 (RSAPSS) or 0018 (ECDSA), found "
                    + String.format("%04x", scheme));
        }
        in.expect("signature hash (SHA-256)", 4, 0x000b, in.u16("signature hash"));
        if (scheme == 0x0018) {
            return new Ecdsa(in.sized("signatureR", 32), in.sized("signatureS", 32));
        }
        byte[] signature = in.sized("the RSA signature", AttestationKey.RSA_MAXIMUM_BITS / 8);
        return scheme == 0x0014 ? new RsaSsa(signature) : new RsaPss(signature);
    }
}
