package dev.holdfast.executor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The digest of an executable file, kept up to date at the price of looking at its directory entry. The content is
 * hashed again only when device, inode, size, modification or change time differ. Any thread.
 */
public final class ExecutableDigest {
    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";
    private static final int ATTEMPTS_LIMIT = 3;
    private static final int CHUNK_BYTES = 256 * 1024;

    /**
     * File times advance in steps, of 1 to 10 ms on Linux. A file changed within this time before it was hashed may change
     * once more without its times telling, so its digest is not relied upon.
     */
    private static final Duration STEP = Duration.ofMillis(100);

    private final Path file;
    private final Clock clock;
    private @Nullable Reading reading;
    private long hashings;

    private record Reading(Path target, Map<String, Object> stamp, String sha256, boolean lasting) {}

    /** Of this file; links are followed anew for every measurement. Nothing is read yet. */
    public ExecutableDigest(Path file) {
        this(file, Clock.systemUTC());
    }

    ExecutableDigest(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * The SHA-256 of the file's content now, as 64 lower-case hexadecimal digits.
     *
     * @throws IOException if the file is gone, cannot be read, or changes while it is being read, three times in a row;
     *     the caller must treat the digest as unknown, not as unchanged
     */
    public synchronized String sha256() throws IOException {
        Path target = file.toRealPath();
        Map<String, Object> stamp = Files.readAttributes(target, ATTRIBUTES);
        Reading known = reading;
        if (known != null
                && known.lasting()
                && known.target().equals(target)
                && known.stamp().equals(stamp)) {
            return known.sha256();
        }
        for (int attempt = 0; attempt < ATTEMPTS_LIMIT; attempt++) {
            long begunMillis = clock.millis();
            String sha256 = hash(target);
            Map<String, Object> after = Files.readAttributes(target, ATTRIBUTES);
            if (after.equals(stamp)) {
                boolean lasting = changedMillis(stamp) + STEP.toMillis() < begunMillis;
                reading = new Reading(target, stamp, sha256, lasting);
                return sha256;
            }
            stamp = after;
        }
        throw new IOException("executable `" + target + "`: expected it to keep still while it is read, it changed "
                + ATTEMPTS_LIMIT + " times; find out who writes to it");
    }

    /** How often the content was read so far. */
    synchronized long hashings() {
        return hashings;
    }

    private static long changedMillis(Map<String, Object> stamp) {
        return stamp.get("ctime") instanceof FileTime changed ? changed.toMillis() : Long.MAX_VALUE / 2;
    }

    private String hash(Path target) throws IOException {
        hashings++;
        MessageDigest sha256 = newSha256();
        try (InputStream content = new DigestInputStream(Files.newInputStream(target), sha256)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            int read = content.read(chunk);
            while (read >= 0) {
                read = content.read(chunk);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
