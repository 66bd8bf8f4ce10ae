package dev.holdfast.bench.stream;

import dev.holdfast.bench.TemporaryDirectory;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A deployment of its own in a temporary directory, whose evaluator rests while a backlog is written. One thread. */
public final class Site implements AutoCloseable {
    private final Path directory;
    private final LocalDeployment deployment;
    private final int partitions;

    private Site(Path directory, LocalDeployment deployment, int partitions) {
        this.directory = directory;
        this.deployment = deployment;
        this.partitions = partitions;
    }

    /** Started, with an evaluator that decides; it has as many stream threads as there are partitions. */
    static Site start(int partitions) throws IOException, KeyFileException, InterruptedException {
        // The dry run would take its part of the cores from whoever is measured first.
        return start(
                partitions,
                Map.of(EvaluatorConfig.STREAM_THREADS, String.valueOf(partitions), EvaluatorConfig.DRY_RUN, "0"));
    }

    /**
     * Started, with an evaluator that decides.
     *
     * @param settings of this evaluator and those that are made later
     */
    public static Site start(int partitions, Map<String, String> settings)
            throws IOException, KeyFileException, InterruptedException {
        Path directory = TemporaryDirectory.make();
        try {
            return new Site(
                    directory,
                    LocalDeployment.start(
                            new LocalDeployment.Wanted(StackConfig.in(directory), partitions, null, settings)),
                    partitions);
        } catch (IOException | KeyFileException | InterruptedException | RuntimeException e) {
            TemporaryDirectory.remove(directory);
            throw e;
        }
    }

    /** What runs here. */
    public LocalDeployment deployment() {
        return deployment;
    }

    /** How many partitions its topics have. */
    public int partitions() {
        return partitions;
    }

    /** How to reach it. */
    public ExecutorConfig clients() {
        return deployment.clientConfig();
    }

    /** The one it was started with ends; {@link #evaluator} makes another. */
    public void rest() {
        deployment.evaluator().close();
    }

    /** Another evaluator like the first, with its state; not started, the caller's to close. */
    Evaluator evaluator() throws IOException {
        return new Evaluator(evaluatorConfig(Map.of()));
    }

    /**
     * The evaluator's configuration.
     *
     * @param instead settings that are others
     */
    EvaluatorConfig evaluatorConfig(Map<String, String> instead) throws IOException {
        return new EvaluatorConfig(evaluatorSettings(instead));
    }

    /** The same as key and value, for an evaluator in a process of its own. */
    public Map<String, String> evaluatorSettings(Map<String, String> instead) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(deployment.layout().evaluatorConfig())) {
            properties.load(reader);
        }
        var settings = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        settings.putAll(instead);
        return settings;
    }

    /** A place for somebody else's state. */
    public Path scratch(String name) {
        return directory.resolve("bench").resolve(name);
    }

    /** How large the evaluator's state is on disk. The evaluator must be closed, so that all of it is there. */
    long stateBytes(String applicationId) throws IOException {
        try (Stream<Path> files = Files.walk(deployment.layout().state().resolve(applicationId))) {
            return files.mapToLong(
                            file -> Files.isRegularFile(file) ? file.toFile().length() : 0)
                    .sum();
        }
    }

    @Override
    public void close() throws IOException {
        deployment.close();
        TemporaryDirectory.remove(directory);
    }
}
