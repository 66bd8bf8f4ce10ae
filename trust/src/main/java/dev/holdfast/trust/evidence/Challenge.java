package dev.holdfast.trust.evidence;

import dev.holdfast.trust.signature.KeyDerivation;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that attestations have to answer, so that they prove something about now (RFC 9334, section 10.2). They are derived, not stored: every
 * evaluator that has the secret derives the same one, and checks those of the others. The nonce of a window is the HMAC-SHA256 (RFC 2104), by the
 * evaluators' secret, over the tag {@code holdfast-challenge-v1} and the trust domain, each with its length before it (4 bytes, big-endian), and
 * the window's number (8 bytes): the instant divided by {@link #WINDOW_MILLIS}.
 *
 * <p>One nonce is for all executions: what answers it has to cover the execution id, so that no answer serves another one. A nonce holds for its
 * window and the one after, so between one and two windows; and, since the clock of the evaluator that shows it may run ahead of the broker's, for
 * the window before. Within that time one answer can be presented again; see {@link AttestationDigest}. A nonce is no secret, but nobody can know
 * it before an evaluator first shows it. Who keeps decisions to decide them again later has to keep the result of the check, or the secret.
 * Immutable; any thread.
 */
public final class Challenge {
    /** Size of a nonce in bytes: a whole HMAC-SHA256. */
    public static final int NONCE_BYTES = 32;

    /** Smallest secret in bytes. */
    public static final int SECRET_MINIMUM_BYTES = 32;

    /** Length of a window, in milliseconds: a TPM takes seconds to quote, and has to come to it. */
    public static final long WINDOW_MILLIS = 30_000;

    /** For how many windows back, or ahead, a nonce is told from a forged one: neither slowness nor a fast clock is forgery. */
    public static final int WINDOWS_REMEMBERED = 32;

    private static final byte[] PURPOSE = "holdfast-challenge-secret-v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAG = "holdfast-challenge-v1".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;
    private final String trustDomain;

    /** How a nonce stands to an instant. */
    public enum Age {
        /** Of the instant's window, the one before or the one after. */
        CURRENT,
        /** Of another window, at most {@value #WINDOWS_REMEMBERED} away. */
        STALE,
        /** Of no window that is remembered; of another deployment; of nobody. */
        FOREIGN
    }

    /**
     * @param secret known to the evaluators of the deployment and to nobody else
     * @throws IllegalArgumentException when the secret is too short
     */
    public Challenge(byte[] secret, String trustDomain) {
        if (secret.length < SECRET_MINIMUM_BYTES) {
            throw new IllegalArgumentException("expected a challenge secret of at least " + SECRET_MINIMUM_BYTES
                    + " random bytes, found " + secret.length);
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.trustDomain = trustDomain;
    }

    /** The challenges of the evaluators that share a signing key: whoever has the same key file has the same ones. */
    public static Challenge derivedFrom(SigningKey key, String trustDomain) {
        return new Challenge(KeyDerivation.secretOf(key, PURPOSE, SECRET_MINIMUM_BYTES), trustDomain);
    }

    /** Name of the deployment's trust domain. */
    public String trustDomain() {
        return trustDomain;
    }

    /** The nonce to be answered at this instant, {@value #NONCE_BYTES} bytes. */
    public byte[] at(long nowMillis) {
        return nonce(mac(), Math.floorDiv(nowMillis, WINDOW_MILLIS));
    }

    /** How a nonce that somebody presents stands to this instant. The buffer is not changed. */
    public Age age(ByteBuffer nonce, long nowMillis) {
        if (nonce.remaining() != NONCE_BYTES) {
            return Age.FOREIGN;
        }
        byte[] presented = new byte[NONCE_BYTES];
        nonce.duplicate().get(presented);
        Mac mac = mac();
        long window = Math.floorDiv(nowMillis, WINDOW_MILLIS);
        for (int away = 0; away <= WINDOWS_REMEMBERED; away++) {
            if (MessageDigest.isEqual(presented, nonce(mac, window - away))
                    || MessageDigest.isEqual(presented, nonce(mac, window + away))) {
                return away <= 1 ? Age.CURRENT : Age.STALE;
            }
        }
        return Age.FOREIGN;
    }

    private byte[] nonce(Mac mac, long window) {
        part(mac, TAG);
        part(mac, trustDomain.getBytes(StandardCharsets.UTF_8));
        return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(window).array());
    }

    private static void part(Mac mac, byte[] bytes) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java platform lacks HmacSHA256, which every platform must have", e);
        }
    }
}
