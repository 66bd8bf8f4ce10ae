package dev.holdfast.executor.process.actions;

import dev.holdfast.executor.process.linux.Fifo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named pipe through which a program reports what it does, in a directory that only this user may enter. Writers never
 * meet a closed pipe while this is open. If the JVM is killed, the directory with the empty pipe in it is left behind.
 */
public final class ActionPipe implements AutoCloseable {
    /** Environment variable that tells the program where the pipe is. */
    public static final String VARIABLE = "HOLDFAST_ACTIONS";

    private static final Logger LOG = LoggerFactory.getLogger(ActionPipe.class);
    private static final int CHUNK_BYTES = 64 * 1024;

    /** How long a close waits for the listener to take what has been written before it. */
    private static final Duration DRAIN_BOUND = Duration.ofSeconds(2);

    private final Path directory;
    private final Path path;
    private final FileChannel channel;
    private final FileChannel ending;
    private final byte[] endMark;
    private final Consumer<Reported> listener;
    private final Thread reader;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ActionPipe(
            Path directory, Path path, FileChannel channel, FileChannel ending, Consumer<Reported> listener) {
        this.directory = directory;
        this.path = path;
        this.channel = channel;
        this.ending = ending;
        this.endMark = ("\0" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        this.listener = listener;
        this.reader = daemon(this::read, "holdfast-actions");
    }

    /**
     * Makes the pipe and begins to listen.
     *
     * @param listener called for every line on one thread of the pipe's own, in order; while it works, writers may have
     *     to wait. What it throws is logged, and the next line follows
     * @throws IOException if the pipe could not be made in the directory for temporary files ({@code java.io.tmpdir})
     */
    public static ActionPipe open(Consumer<Reported> listener) throws IOException {
        Path directory = Files.createTempDirectory(
                "holdfast-actions-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path path = directory.resolve("actions");
        try {
            Fifo.make(path);
            // Opened for both, so that the kernel always sees a reader and a writer: nobody meets an end of file.
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileChannel ending = FileChannel.open(path, StandardOpenOption.WRITE);
            ActionPipe pipe = new ActionPipe(directory, path, channel, ending, listener);
            pipe.reader.start();
            return pipe;
        } catch (IOException refused) {
            Files.deleteIfExists(path);
            Files.deleteIfExists(directory);
            throw refused;
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** What to add to the program's environment. */
    public Map<String, String> environment() {
        return Map.of(VARIABLE, path.toString());
    }

    /**
     * Takes what has been written until now, for up to two seconds, then closes and removes the pipe. Later writers find
     * no pipe; those that have it open get SIGPIPE. To be called from another thread than the listener's.
     */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        Files.deleteIfExists(path);
        Files.deleteIfExists(directory);
        daemon(this::markEnd, "holdfast-actions-end").start();
        try {
            reader.join(DRAIN_BOUND.toMillis());
        } catch (InterruptedException leaveAtOnce) {
            Thread.currentThread().interrupt();
        }
        if (reader.isAlive()) {
            LOG.error("the listener did not take all reports in time, the rest is lost: bound={}", DRAIN_BOUND);
        }
        ending.close();
        channel.close();
    }

    /** Waits while the pipe is full, hence on a thread of its own. */
    private void markEnd() {
        try {
            ending.write(ByteBuffer.wrap(endMark));
        } catch (IOException closedMeanwhile) {
            LOG.debug("the pipe was closed before its end was marked", closedMeanwhile);
        }
    }

    private void read() {
        Lines lines = new Lines(endMark, this::deliver);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try {
            boolean ended = false;
            while (!ended) {
                channel.read(chunk.clear());
                ended = lines.take(chunk.flip());
            }
        } catch (ClosedChannelException closedMeanwhile) {
            lines.end();
        } catch (IOException unexpected) {
            LOG.error("reading reports failed, no more will be taken: path={}", path, unexpected);
            lines.end();
        }
    }

    private void deliver(Reported reported) {
        try {
            listener.accept(reported);
        } catch (RuntimeException failed) {
            LOG.error("a report was not taken: kind={}", reported.getClass().getSimpleName(), failed);
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
