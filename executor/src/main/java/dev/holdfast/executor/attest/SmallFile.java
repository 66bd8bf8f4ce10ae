package dev.holdfast.executor.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that somebody else writes, and may be about to replace. */
final class SmallFile {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private SmallFile() {}

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
