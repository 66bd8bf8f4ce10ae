package dev.holdfast.trust.session;

import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.KeyDerivation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** The key that both sides of a session derive; the package's description says how. */
final class SessionKey {
    static final String ALGORITHM = "HmacSHA256";

    static final int SIZE_BYTES = 32;
    private static final String TAG = "holdfast-session-key-v1";

    private SessionKey() {}

    /** What a session is for. */
    record Purpose(String trustDomain, String executionId, String executorInstance) {
        byte[] info() {
            byte[][] parts = {
                TAG.getBytes(StandardCharsets.UTF_8),
                trustDomain.getBytes(StandardCharsets.UTF_8),
                executionId.getBytes(StandardCharsets.UTF_8),
                executorInstance.getBytes(StandardCharsets.UTF_8)
            };
            int size = 0;
            for (byte[] part : parts) {
                size += Integer.BYTES + part.length;
            }
            ByteBuffer info = ByteBuffer.allocate(size);
            for (byte[] part : parts) {
                info.putInt(part.length).put(part);
            }
            return info.array();
        }
    }

    /** The executor's way to it; empty when the other key is none to agree with. */
    static Optional<SecretKeySpec> ofExecutor(AgreementKey own, byte[] evaluatorKey, Purpose purpose) {
        return own.agree(evaluatorKey).map(secret -> derive(secret, own.publicKey(), evaluatorKey, purpose));
    }

    /** The evaluator's way to it; empty when the other key is none to agree with. */
    static Optional<SecretKeySpec> ofEvaluator(AgreementKey own, byte[] executorKey, Purpose purpose) {
        return own.agree(executorKey).map(secret -> derive(secret, executorKey, own.publicKey(), purpose));
    }

    private static SecretKeySpec derive(byte[] secret, byte[] executorKey, byte[] evaluatorKey, Purpose purpose) {
        byte[] salt = Digest.sha256(ByteBuffer.allocate(executorKey.length + evaluatorKey.length)
                .put(executorKey)
                .put(evaluatorKey)
                .array());
        return new SecretKeySpec(KeyDerivation.hkdfSha256(secret, salt, purpose.info(), SIZE_BYTES), ALGORITHM);
    }
}
