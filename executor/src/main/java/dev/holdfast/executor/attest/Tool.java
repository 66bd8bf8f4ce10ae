package dev.holdfast.executor.attest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another program that attests, run in a directory of its own that is gone afterwards, also where this process is told to end meanwhile (SIGTERM,
 * Ctrl-C); then the program ends with it.
 */
final class Tool implements AutoCloseable {
    /** How long it may take: longer, and its answer would be stale. */
    static final Duration TIME = Duration.ofSeconds(25);

    private static final Logger LOG = LoggerFactory.getLogger(Tool.class);
    private static final int SAID_CHARACTERS = 300;
    private static final String OUTPUT = "output";
    private static final String ERRORS = "errors";

    private static final Duration END_WAIT = Duration.ofSeconds(1);

    private final Path directory;
    private final Thread exit = new Thread(this::end, "holdfast-attest-exit");
    private @Nullable Process running;
    private boolean ended;

    private Tool(Path directory) {
        this.directory = directory;
    }

    static Tool prepare() throws NotAttested {
        Tool tool;
        try {
            tool = new Tool(Files.createTempDirectory("holdfast-attest-"));
        } catch (IOException e) {
            throw new NotAttested("cannot make a temporary directory: " + e.getMessage());
        }
        try {
            Runtime.getRuntime().addShutdownHook(tool.exit);
        } catch (IllegalStateException e) {
            tool.end();
            throw ending();
        }
        return tool;
    }

    private static NotAttested ending() {
        return new NotAttested("nothing is attested any more: this process is ending");
    }

    /** Runs one whose failure changes nothing. */
    void tryRun(List<String> command) throws InterruptedException {
        try {
            run(command, Map.of());
        } catch (NotAttested e) {
            LOG.debug("event=tool_failed tool={} cause={}", command.get(0), e.getMessage());
        }
    }

    /** Runs one to its end. */
    void run(List<String> command, Map<String, String> environment) throws NotAttested, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(directory.resolve(OUTPUT).toFile())
                .redirectError(directory.resolve(ERRORS).toFile());
        builder.environment().putAll(environment);
        Process process = start(builder);
        try {
            if (!process.waitFor(TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotAttested("expected `" + command.get(0) + "` to end within " + TIME.toSeconds() + " s");
            }
        } finally {
            kill(process);
        }
        if (process.exitValue() != 0) {
            throw new NotAttested(
                    "expected `" + command.get(0) + "` to end with 0, found " + process.exitValue() + ": " + said());
        }
    }

    private synchronized Process start(ProcessBuilder builder) throws NotAttested {
        if (ended) {
            throw ending();
        }
        try {
            Process process = builder.start();
            running = process;
            return process;
        } catch (IOException e) {
            throw new NotAttested("cannot start `" + builder.command().get(0) + "`: " + e.getMessage());
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What the last one has printed. */
    byte[] printed() throws NotAttested {
        return made(OUTPUT);
    }

    /** A file that one has made in its directory. */
    byte[] made(String name) throws NotAttested {
        return SmallFile.read(directory.resolve(name));
    }

    private String said() throws NotAttested {
        try {
            if (Files.size(directory.resolve(ERRORS)) == 0) {
                return "it said nothing";
            }
        } catch (IOException e) {
            return "it said nothing";
        }
        String text = new String(made(ERRORS), StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ")
                .strip();
        return text.length() <= SAID_CHARACTERS ? text : text.substring(0, SAID_CHARACTERS) + "...";
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(exit);
        } catch (IllegalStateException e) {
            // The process is ending already, and there is nothing left to remove.
            return;
        }
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (running != null) {
            kill(running);
            awaitEnd(running);
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("event=not_removed directory={} cause={}", directory, e.toString());
        }
    }

    /** What still runs could still write. */
    private static void awaitEnd(Process process) {
        try {
            process.waitFor(END_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
