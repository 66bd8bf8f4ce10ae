package dev.holdfast.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A directory with a {@code ./holdfast} in it that starts the command as it has just been compiled, and a shell to type into. */
final class Shell {
    private final Path directory;

    /** What came of a script. */
    record Outcome(int status, String output) {}

    Shell(Path directory) throws IOException {
        this.directory = directory;
        Path launcher = directory.resolve("holdfast");
        Path registry = Path.of("..", "stack", "target", "registry").toRealPath();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(launcher, """
                #!/bin/sh
                exec '%s' -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '-Dholdfast.registry.home=%s' \\
                  -cp '%s' dev.holdfast.cli.Holdfast "$@"
                """.formatted(java, registry, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    Path directory() {
        return directory;
    }

    /** Starts a script and leaves it running; its output goes to a file. */
    Process start(String script, Path output) throws IOException {
        return builder(script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Runs a script to its end, at most two minutes. */
    Outcome run(String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = start(script, output);
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("not done in time: " + script + "\n" + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private ProcessBuilder builder(String script) {
        return new ProcessBuilder(List.of("bash", "-euo", "pipefail", "-c", script)).directory(directory.toFile());
    }
}
