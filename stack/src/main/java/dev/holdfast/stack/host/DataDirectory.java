package dev.holdfast.stack.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data directory held for one owner: created if missing, checked for writing, locked until closed. The lock is the operating
 * system's: it ends with the process, however that ends. The lock file stays where it is.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the directory.
     *
     * @param directory created with its parents if missing
     * @param owner who takes it, one word: names the lock file and stands in messages
     * @throws DataDirectoryException if it cannot be written, or somebody of the same owner word holds it
     */
    public static DataDirectory take(Path directory, String owner) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    path.resolve(owner + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (lock(channel) != null) {
                    return new DataDirectory(path, channel);
                }
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
        } catch (IOException e) {
            throw new DataDirectoryException(
                    path,
                    "expected a writable data directory for the " + owner + ", but `" + path + "` is not (" + e
                            + "); make it writable or choose another",
                    e);
        }
        throw new DataDirectoryException(
                path,
                "expected to be the only " + owner + " on `" + path
                        + "`, but another one holds it; close that one or choose another directory",
                null);
    }

    /** Where it is: absolute. */
    public Path path() {
        return path;
    }

    /** Lets it go. Closing twice does no harm. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock on `" + path + "` could not be released", e);
        }
    }

    /**
     * Deletes a directory with all it holds; links are deleted, not followed. What is not there is no error.
     *
     * @throws IOException if something could not be deleted
     */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
