package dev.holdfast.cli.system;

import dev.holdfast.cli.Holdfast;
import java.nio.file.Path;

/** An evaluator in a process of its own, which can be killed as by {@code kill -9}. */
final class EvaluatorProcess implements AutoCloseable {
    private final Process process;

    private EvaluatorProcess(Process process) {
        this.process = process;
    }

    /** Starts it; what it prints stands in the log. */
    static EvaluatorProcess start(Path configuration, Path log) throws Exception {
        return new EvaluatorProcess(new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holdfast.class.getName(),
                        "serve",
                        "--config",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    /** Ends it without a chance to say anything; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
