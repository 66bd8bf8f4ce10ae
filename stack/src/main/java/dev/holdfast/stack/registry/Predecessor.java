package dev.holdfast.stack.registry;

import dev.holdfast.stack.host.DataDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The registry process that last used a data directory. When its parent is killed it ends by itself, but a moment later; a
 * new one on the same files has to wait for that.
 */
final class Predecessor {
    /** Longer than the keeper takes to end a registry by force. */
    static final Duration END_LIMIT = Duration.ofSeconds(15);

    private final Path directory;
    private final Path file;

    Predecessor(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("registry.pid");
    }

    /** Notes the process that uses the directory from now on. */
    void note(ProcessHandle process) throws IOException {
        Files.writeString(file, process.pid() + " " + startOf(process));
    }

    /** Returns when the noted process has ended, at once if there is none. */
    void awaitEnd() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String[] noted = Files.readString(file).strip().split(" ", 2);
        if (noted.length != 2 || !noted[0].matches("[0-9]{1,10}")) {
            return;
        }
        Optional<ProcessHandle> process =
                // A process that began at another instant only has the number.
                ProcessHandle.of(Long.parseLong(noted[0]))
                        .filter(found -> startOf(found).equals(noted[1]));
        if (process.isPresent()) {
            awaitEnd(process.get());
        }
    }

    private void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw stillThere(process, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillThere(process, e);
        }
    }

    private DataDirectoryException stillThere(ProcessHandle process, Exception cause) {
        return new DataDirectoryException(
                directory,
                "expected the former registry on `" + directory + "` to end within " + END_LIMIT.toSeconds()
                        + " s, but process " + process.pid() + " is still there; end it and start again",
                cause);
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
