package dev.holdfast.trust.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a signature covers. All parts but the last are length-prefixed (4 bytes, big-endian), so that no two contents have the same bytes:
 * the tag {@code holdfast-record-v1}, the trust domain, the topic's logical name, the key, the fingerprint (8 bytes), the body.
 *
 * @param trustDomain name of the deployment, so that nothing signed for one can be replayed in another
 * @param topic logical name of the topic, without a deployment's prefix
 * @param key the execution id
 * @param fingerprint 64-bit Rabin fingerprint of the writer's schema
 * @param body the Avro body, without the wire format's prefix; read, not changed
 */
public record SignedContent(String trustDomain, String topic, String key, long fingerprint, ByteBuffer body) {
    private static final byte[] TAG = "holdfast-record-v1".getBytes(StandardCharsets.US_ASCII);

    /** The bytes that are signed. */
    public byte[] bytes() {
        byte[] domainBytes = trustDomain.getBytes(StandardCharsets.UTF_8);
        byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 * Integer.BYTES
                + TAG.length
                + domainBytes.length
                + topicBytes.length
                + keyBytes.length
                + Long.BYTES
                + body.remaining());
        out.putInt(TAG.length).put(TAG);
        out.putInt(domainBytes.length).put(domainBytes);
        out.putInt(topicBytes.length).put(topicBytes);
        out.putInt(keyBytes.length).put(keyBytes);
        out.putLong(fingerprint).put(body.duplicate());
        return out.array();
    }
}
