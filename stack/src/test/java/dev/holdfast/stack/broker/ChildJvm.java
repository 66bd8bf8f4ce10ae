package dev.holdfast.stack.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a virtual machine of its own; it is killed on close at the latest. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final String firstLine;

    private ChildJvm(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    /** Starts it and returns when it has printed a line. */
    public static ChildJvm run(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String line = Optional.ofNullable(output.readLine())
                .orElseThrow(() -> new IOException("the program ended without a word"));
        return new ChildJvm(process, line);
    }

    public String firstLine() {
        return firstLine;
    }

    /** kill -9, and waits for the end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " cannot be killed");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
