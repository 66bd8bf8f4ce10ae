package dev.holdfast.bench.recover;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An evaluator in a process of its own, which can be killed as by {@code kill -9}. Any thread. */
final class EvaluatorProcess implements AutoCloseable {
    private static final int END_SECONDS = 60;

    private final Process process;
    private final long startedNanos;
    private volatile Copies copies = Copies.NONE;

    private EvaluatorProcess(Process process, long startedNanos) {
        this.process = process;
        this.startedNanos = startedNanos;
        var thread = new Thread(this::listen, "bench-evaluator-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts it, without waiting.
     *
     * @param configuration a properties file
     * @param directory for its log and temporary files
     * @param options of Java, beside those of {@code holdfast serve}
     */
    static EvaluatorProcess start(Path configuration, Path directory, List<String> options) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(inherited());
        command.addAll(options);
        // What a killed process has unpacked goes with the directory.
        command.add("-Djava.io.tmpdir=" + directory);
        String readable = System.getProperty("org.apache.avro.SERIALIZABLE_PACKAGES");
        if (readable != null) {
            command.add("-Dorg.apache.avro.SERIALIZABLE_PACKAGES=" + readable);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EvaluatorMain.class.getName()));
        command.add(configuration.toString());
        long started = System.nanoTime();
        return new EvaluatorProcess(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(
                                directory.resolve("evaluator.log").toFile()))
                        .start(),
                started);
    }

    /** What the launcher gives {@code holdfast serve} as it gives it this process: classes that are loaded already, and the locale. */
    private static List<String> inherited() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> Stream.of("-XX:SharedArchiveFile=", "-Xshare:", "-Xlog:cds", "-Duser.")
                        .anyMatch(option::startsWith))
                .toList();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copies = Copies.parse(line);
            }
        } catch (IOException e) {
            copies = Copies.NONE;
        }
    }

    /** When it was started, by this process's monotonic clock. */
    long startedNanos() {
        return startedNanos;
    }

    /** What it keeps of others' state, as it last said. */
    Copies copies() {
        return copies;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Ends it without a chance to say anything; returns when it is gone.
     *
     * @return when that was ordered, by the monotonic clock
     */
    long kill() throws InterruptedException {
        long at = System.nanoTime();
        process.destroyForcibly().waitFor();
        return at;
    }

    /**
     * Lets it end by itself, as by {@code SIGTERM}; returns when it is gone.
     *
     * @return when that was ordered, by the monotonic clock
     */
    long stop() throws InterruptedException {
        long at = System.nanoTime();
        // Not the process's own destroy: that ends its standard input as well, which is to die.
        process.toHandle().destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException(
                    "expected the evaluator to end within " + END_SECONDS + " s of being told to, found it running");
        }
        return at;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
