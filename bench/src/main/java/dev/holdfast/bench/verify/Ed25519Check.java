package dev.holdfast.bench.verify;

import dev.holdfast.bench.Workload;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** A signature that holds, and who verifies it. */
@FunctionalInterface
interface Ed25519Check {
    String OURS = "Holdfast";
    String JDK = "JDK";
    String CORRETTO = "Amazon Corretto Crypto Provider";

    String BOUNCY_CASTLE = "Bouncy Castle";

    /** Who there is; the last one only where it is on the class path, and then ours uses it too. */
    List<String> ALL = List.of(OURS, BOUNCY_CASTLE, JDK, CORRETTO);

    /** An Ed25519 public key's bytes before the key itself (RFC 8410). */
    byte[] KEY_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    int SIGNATURE_BYTES = 64;

    /** Verifies; false would be wrong. */
    boolean holds() throws Exception;

    /**
     * Signs so many bytes, for one of those that there are.
     *
     * @throws ClassNotFoundException when it is not on the class path
     */
    static Ed25519Check of(String implementation, int bytes) throws Exception {
        SigningKey key = SigningKey.ofSeed(Workload.seed(1));
        var content = new SignedContent("bench", "heartbeats", "order-17", 1, ByteBuffer.allocate(bytes));
        RecordSignature signature = key.sign(content);
        Ed25519Check check = switch (implementation) {
            case OURS ->
                () -> signature.verify(key.verifyingKey(), content) instanceof RecordSignature.Verification.Valid;
            case BOUNCY_CASTLE -> bouncyCastle(key, content, signature);
            case JDK -> of(null, key, content, signature);
            case CORRETTO -> of(corretto(), key, content, signature);
            default -> throw new IllegalArgumentException("expected one of " + ALL + ", found " + implementation);
        };
        if (!check.holds()) {
            throw new IllegalStateException(implementation + " does not accept a signature that holds");
        }
        return check;
    }

    private static Ed25519Check of(
            @Nullable Provider provider, SigningKey key, SignedContent content, RecordSignature signature)
            throws Exception {
        byte[] raw = key.verifyingKey().raw();
        byte[] encoded = ByteBuffer.allocate(KEY_PREFIX.length + raw.length)
                .put(KEY_PREFIX)
                .put(raw)
                .array();
        // The platform's, for both: Corretto has none unless a system property asks for it.
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature verifier =
                provider == null ? Signature.getInstance("Ed25519") : Signature.getInstance("Ed25519", provider);
        byte[] message = content.bytes();
        byte[] bytes = bytes(signature);
        return () -> {
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(bytes);
        };
    }

    private static Ed25519Check bouncyCastle(SigningKey key, SignedContent content, RecordSignature signature) {
        var publicKey = new Ed25519PublicKeyParameters(key.verifyingKey().raw());
        byte[] message = content.bytes();
        byte[] bytes = bytes(signature);
        return () -> publicKey.verify(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, bytes, 0);
    }

    private static byte[] bytes(RecordSignature signature) {
        byte[] header = signature.header();
        return Arrays.copyOfRange(header, header.length - SIGNATURE_BYTES, header.length);
    }

    private static Provider corretto() throws Exception {
        return (Provider) Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                .getDeclaredConstructor()
                .newInstance();
    }
}
