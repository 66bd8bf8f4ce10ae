package dev.holdfast.executor.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Files with an SVID or the like, which somebody else writes and may be about to replace. */
final class SmallFile {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private SmallFile() {}

    /** When what is in the file runs out, which must not be over: presented all the same, it would not be late but refused. */
    static Instant inTime(Path file, Instant until) throws NotAttested {
        if (until.toEpochMilli() <= System.currentTimeMillis()) {
            throw new NotAttested("expected an SVID in `" + file + "` that holds, found one that ran out at " + until
                    + "; does the agent still write it?");
        }
        return until;
    }

    static byte[] read(Path file) throws NotAttested {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
            if (bytes.length == 0 || bytes.length > MAXIMUM_BYTES) {
                throw new NotAttested("expected `" + file + "` to have 1 to " + MAXIMUM_BYTES + " bytes, found "
                        + (bytes.length == 0 ? "none" : "more"));
            }
            return bytes;
        } catch (IOException e) {
            throw new NotAttested("cannot read `" + file + "` (" + e.getClass().getSimpleName()
                    + "); expected a file that this user may read");
        }
    }
}
