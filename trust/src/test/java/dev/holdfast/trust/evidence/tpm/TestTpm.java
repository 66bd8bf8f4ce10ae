package dev.holdfast.trust.evidence.tpm;

import dev.holdfast.trust.signature.Digest;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A TPM as far as tests need one: it puts quotes together field by field, and signs them by whichever scheme. */
final class TestTpm {
    static final KeyPair EC = keys("EC", "secp256r1");
    static final KeyPair RSA = keys("RSA", null);
    static final byte[] PCR_DIGEST = Digest.sha256(new byte[] {1, 2, 3});

    private TestTpm() {}

    /** The fields of a TPMS_ATTEST, in hex, to be spoiled one at a time. */
    static final class Fields {
        String magic = "ff544347";
        String type = "8018";
        String qualifiedSigner = "0022" + "000b" + "5a".repeat(32);
        String extraData;
        String clock = "00000000000001f4" + "00000002" + "00000003" + "01";
        String firmware = "2020031200000000";
        String selections = "00000001";
        String bank = "000b";
        String select = "03" + "030001";
        String digest = "0020" + HexFormat.of().formatHex(PCR_DIGEST);
        String behind = "";

        Fields(byte[] nonce) {
            extraData = sized(nonce);
        }

        byte[] bytes() {
            return HexFormat.of()
                    .parseHex(magic
                            + type
                            + qualifiedSigner
                            + extraData
                            + clock
                            + firmware
                            + selections
                            + bank
                            + select
                            + digest
                            + behind);
        }
    }

    static ByteBuffer spki(KeyPair keys) {
        return ByteBuffer.wrap(keys.getPublic().getEncoded());
    }

    static ByteBuffer ecdsa(byte[] message) {
        byte[] both = sign("SHA256withECDSAinP1363Format", null, EC, message);
        // A TPM leaves leading zeros away.
        return hex("0018" + "000b" + sized(scalar(both, 0)) + sized(scalar(both, 32)));
    }

    static ByteBuffer rsaSsa(byte[] message) {
        return hex("0014" + "000b" + sized(sign("SHA256withRSA", null, RSA, message)));
    }

    static ByteBuffer rsaPss(byte[] message, int saltBytes) {
        var parameters = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, saltBytes, 1);
        return hex("0016" + "000b" + sized(sign("RSASSA-PSS", parameters, RSA, message)));
    }

    static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    static String sized(byte[] bytes) {
        return HexFormat.of().toHexDigits((short) bytes.length) + HexFormat.of().formatHex(bytes);
    }

    static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] scalar(byte[] both, int from) {
        byte[] scalar = new BigInteger(1, Arrays.copyOfRange(both, from, from + 32)).toByteArray();
        return scalar[0] == 0 ? Arrays.copyOfRange(scalar, 1, scalar.length) : scalar;
    }

    private static byte[] sign(String algorithm, @Nullable PSSParameterSpec parameters, KeyPair keys, byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keys(String algorithm, @Nullable String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve == null) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
