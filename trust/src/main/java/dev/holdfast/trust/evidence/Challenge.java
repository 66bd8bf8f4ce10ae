package dev.holdfast.trust.evidence;

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
 * evaluators' secret, over the tag {@code holdfast-challenge-v1}, the trust domain and the execution id, each with its length before it (4
 * bytes, big-endian), and the window's number (8 bytes): the instant divided by the window's length.
 *
 * <p>A nonce holds for its window and the one after, so between one and two windows. Within that time one answer can be presented again; see
 * {@link AttestationDigest}. A nonce is no secret, but nobody can know it before the evaluator first shows it. Who keeps decisions to decide them
 * again later has to keep the result of the check, or the secret. Immutable; any thread.
 */
public final class Challenge {
    /** Size of a nonce in bytes: a whole HMAC-SHA256. */
    public static final int NONCE_BYTES = 32;

    /** Smallest secret in bytes. */
    public static final int SECRET_MINIMUM_BYTES = 32;

    /** Shortest window, in milliseconds. */
    public static final long WINDOW_MINIMUM_MILLIS = 1_000;

    /** Longest window, in milliseconds: one day. */
    public static final long WINDOW_MAXIMUM_MILLIS = 86_400_000;

    /** For how many windows back a nonce is told from a forged one: slowness is no forgery. */
    public static final int WINDOWS_REMEMBERED = 32;

    private static final byte[] TAG = "holdfast-challenge-v1".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;
    private final String trustDomain;
    private final long windowMillis;

    /** How a nonce stands to an instant. */
    public enum Age {
        /** Of the instant's window or the one before. */
        CURRENT,
        /** Of an earlier window, at most {@value #WINDOWS_REMEMBERED} back. */
        STALE,
        /** Of no window that is remembered; of another execution; of nobody. */
        FOREIGN
    }

    /**
     * @param secret known to the evaluators of the deployment and to nobody else
     * @throws IllegalArgumentException when the secret or the window is outside of its bounds
     */
    public Challenge(byte[] secret, String trustDomain, long windowMillis) {
        if (secret.length < SECRET_MINIMUM_BYTES) {
            throw new IllegalArgumentException("expected a challenge secret of at least " + SECRET_MINIMUM_BYTES
                    + " random bytes, found " + secret.length);
        }
        if (windowMillis < WINDOW_MINIMUM_MILLIS || windowMillis > WINDOW_MAXIMUM_MILLIS) {
            throw new IllegalArgumentException("expected a challenge window from " + WINDOW_MINIMUM_MILLIS + " to "
                    + WINDOW_MAXIMUM_MILLIS + " ms, found " + windowMillis);
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.trustDomain = trustDomain;
        this.windowMillis = windowMillis;
    }

    /** Name of the deployment's trust domain. */
    public String trustDomain() {
        return trustDomain;
    }

    /** Length of a window in milliseconds. */
    public long windowMillis() {
        return windowMillis;
    }

    /** The nonce to be answered at this instant, {@value #NONCE_BYTES} bytes. */
    public byte[] at(String executionId, long nowMillis) {
        return nonce(mac(), executionId, Math.floorDiv(nowMillis, windowMillis));
    }

    /** How a nonce that somebody presents stands to this instant. The buffer is not changed. */
    public Age age(String executionId, ByteBuffer nonce, long nowMillis) {
        if (nonce.remaining() != NONCE_BYTES) {
            return Age.FOREIGN;
        }
        byte[] presented = new byte[NONCE_BYTES];
        nonce.duplicate().get(presented);
        Mac mac = mac();
        long window = Math.floorDiv(nowMillis, windowMillis);
        for (int back = 0; back <= WINDOWS_REMEMBERED; back++) {
            if (MessageDigest.isEqual(presented, nonce(mac, executionId, window - back))) {
                return back <= 1 ? Age.CURRENT : Age.STALE;
            }
        }
        return Age.FOREIGN;
    }

    private byte[] nonce(Mac mac, String executionId, long window) {
        part(mac, TAG);
        part(mac, trustDomain.getBytes(StandardCharsets.UTF_8));
        part(mac, executionId.getBytes(StandardCharsets.UTF_8));
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
