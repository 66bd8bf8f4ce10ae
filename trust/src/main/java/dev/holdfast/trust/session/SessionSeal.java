package dev.holdfast.trust.session;

import dev.holdfast.trust.signature.AgreementKey;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals a session's key so that it can stand in the execution's state, which is no place for secrets: {@code key XOR HMAC-SHA256(seal, executor's public key || info)},
 * the info being that of the key's derivation and the seal a key that those alone derive who have the evaluators' agreement key. The key follows from the same
 * things as the pad does, so that no pad ever covers two keys. What was altered opens to a key that no code fits. One thread.
 */
final class SessionSeal {
    private static final byte[] PURPOSE =
            "holdfast-session-seal-v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Mac mac;

    /** @param own the evaluator's */
    SessionSeal(AgreementKey own) {
        try {
            this.mac = Mac.getInstance(SessionKey.ALGORITHM);
            mac.init(new SecretKeySpec(own.secretFor(PURPOSE, SessionKey.SIZE_BYTES), SessionKey.ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java platform lacks HMAC-SHA256, which every platform must have", e);
        }
    }

    /** Sealed, {@value SessionKey#SIZE_BYTES} bytes. */
    byte[] seal(SecretKeySpec key, byte[] executorKey, SessionKey.Purpose purpose) {
        return padded(key.getEncoded(), executorKey, purpose);
    }

    /** What {@link #seal} was given, when it was given the same key and purpose. */
    SecretKeySpec open(byte[] sealed, byte[] executorKey, SessionKey.Purpose purpose) {
        return new SecretKeySpec(padded(sealed, executorKey, purpose), SessionKey.ALGORITHM);
    }

    private byte[] padded(byte[] bytes, byte[] executorKey, SessionKey.Purpose purpose) {
        mac.update(executorKey);
        byte[] pad = mac.doFinal(purpose.info());
        for (int i = 0; i < pad.length; i++) {
            pad[i] ^= bytes[i];
        }
        return pad;
    }
}
