package dev.holdfast.cli.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files so that a reader finds the old content or the new, never a part. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Puts content in the place of a file. Once this returns it is safe from a loss of power: the content was forced to the disk before the name led to it, and the
     * folder after.
     *
     * @throws IOException when that cannot be said; the file then is the old one or the new one
     */
    public static void replace(Path file, byte[] content) throws IOException {
        move(file, content, true);
    }

    /** The same without waiting for the disk, for what can be made again. */
    public static void replaceLazily(Path file, byte[] content) throws IOException {
        move(file, content, false);
    }

    private static void move(Path file, byte[] content, boolean forced) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        try (FileChannel out = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            if (forced) {
                out.force(true);
            }
        }
        Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = absolute.getParent();
        if (forced && folder != null) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
