package dev.holdfast.executor.attest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another program that attests, run in a directory of its own that is gone afterwards. */
final class Tool implements AutoCloseable {
    /** How long it may take: longer, and its answer would be stale. */
    static final Duration TIME = Duration.ofSeconds(25);

    private static final Logger LOG = LoggerFactory.getLogger(Tool.class);
    private static final int SAID_CHARACTERS = 300;
    private static final String OUTPUT = "output";
    private static final String ERRORS = "errors";

    private final Path directory;

    private Tool(Path directory) {
        this.directory = directory;
    }

    static Tool prepare() throws NotAttested {
        try {
            return new Tool(Files.createTempDirectory("holdfast-attest-"));
        } catch (IOException e) {
            throw new NotAttested("cannot make a temporary directory: " + e.getMessage());
        }
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
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new NotAttested("cannot start `" + command.get(0) + "`: " + e.getMessage());
        }
        try {
            if (!process.waitFor(TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotAttested("expected `" + command.get(0) + "` to end within " + TIME.toSeconds() + " s");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new NotAttested(
                    "expected `" + command.get(0) + "` to end with 0, found " + process.exitValue() + ": " + said());
        }
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
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            // Left behind in the directory for temporary files; nothing secret is in it.
        }
    }
}
