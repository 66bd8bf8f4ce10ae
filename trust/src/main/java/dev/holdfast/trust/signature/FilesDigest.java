package dev.holdfast.trust.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The digest by which a ruleset is addressed: SHA-256 over each file's path and text, in UTF-8, each with its length before it (4 bytes, big-endian). To be fed with
 * the files in the order of their paths. One thread at a time.
 */
public final class FilesDigest {
    private final MessageDigest digest = Digest.newSha256();
    private long sizeBytes;

    /** The next file. */
    public void add(String path, String text) {
        for (String part : new String[] {path, text}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
            sizeBytes += bytes.length;
        }
    }

    /** Size of all paths and texts so far, in bytes of UTF-8. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The digest in lower-case hex. Nothing can be added afterwards. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
