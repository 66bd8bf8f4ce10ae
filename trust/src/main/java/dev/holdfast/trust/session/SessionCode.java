package dev.holdfast.trust.session;

import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SignedContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes chains, codes and what a checkpoint signs; the package's description gives their bytes. Used over and over; one thread. */
final class SessionCode {
    private static final byte[] CHAIN_TAG = "holdfast-chain-v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGINNING = new byte[Session.CHAIN_BYTES];
    private static final String CHECKPOINT = "/checkpoint";

    private final MessageDigest sha256 = Digest.newSha256();
    private final Mac mac = newMac();

    /** The chain of an opening. */
    byte[] opening(SignedContent content) {
        return chain(BEGINNING, content);
    }

    /** The chain of a heartbeat that follows another. */
    byte[] chain(byte[] previous, SignedContent content) {
        sha256.update(CHAIN_TAG);
        sha256.update(previous);
        return sha256.digest(content.bytes());
    }

    /** The code over a chain. */
    byte[] code(SecretKeySpec key, byte[] chain) {
        try {
            mac.init(key);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a derived key is no key of HMAC-SHA256", e);
        }
        return mac.doFinal(chain);
    }

    /** What the signature of a checkpoint covers. */
    static SignedContent checkpoint(SignedContent content, byte[] chain) {
        return new SignedContent(
                content.trustDomain(),
                content.topic() + CHECKPOINT,
                content.key(),
                content.fingerprint(),
                ByteBuffer.wrap(chain));
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(SessionKey.ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks HMAC-SHA256, which every platform must have", e);
        }
    }
}
