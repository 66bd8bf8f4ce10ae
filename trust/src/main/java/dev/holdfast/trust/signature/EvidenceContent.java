package dev.holdfast.trust.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a signature over a piece of evidence covers, be it of an Ed25519 key or of another. Every part has its length before it (4 bytes,
 * big-endian), so that no two contents have the same bytes: the tag {@code holdfast-evidence-v1}, the purpose, the trust domain, the execution
 * id, the parts. No {@link SignedContent} begins with that tag.
 *
 * @param purpose what the signature means, such as {@code statement}; each purpose has its own fixed list of parts
 * @param trustDomain name of the deployment, so that nothing signed for one can be replayed in another
 * @param executionId the execution that the evidence is about
 * @param parts read, not changed
 */
public record EvidenceContent(String purpose, String trustDomain, String executionId, List<ByteBuffer> parts) {
    private static final String TAG = "holdfast-evidence-v1";

    public EvidenceContent {
        parts = List.copyOf(parts);
    }

    /** The bytes that are signed; for keys that are not Ed25519. */
    public byte[] bytes() {
        List<ByteBuffer> all = new ArrayList<>();
        for (String text : List.of(TAG, purpose, trustDomain, executionId)) {
            all.add(StandardCharsets.UTF_8.encode(text));
        }
        parts.forEach(part -> all.add(part.duplicate()));
        ByteBuffer out = ByteBuffer.allocate(
                all.stream().mapToInt(part -> Integer.BYTES + part.remaining()).sum());
        all.forEach(part -> out.putInt(part.remaining()).put(part));
        return out.array();
    }
}
