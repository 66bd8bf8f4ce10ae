package dev.holdfast.bench.recover;

import dev.holdfast.bench.stream.Site;
import dev.holdfast.topology.EvaluatorConfig;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of the evaluators of a site: its name, its state and its configuration stay, its process comes and goes. One thread. */
final class Instance implements AutoCloseable {
    private final String name;
    private final Path directory;
    private final Path configuration;
    private final List<String> options;
    private @Nullable EvaluatorProcess process;

    private Instance(String name, Path directory, Path configuration, List<String> options) {
        this.name = name;
        this.directory = directory;
        this.configuration = configuration;
        this.options = options;
    }

    /**
     * Prepared, not started.
     *
     * @param settings beside those of every evaluator of the site
     * @param options of its Java
     */
    static Instance of(Site site, String name, Map<String, String> settings, List<String> options) throws IOException {
        Path directory = Files.createDirectories(site.scratch(name));
        var own = new TreeMap<>(settings);
        own.put(EvaluatorConfig.INSTANCE_ID, name);
        own.put(EvaluatorConfig.STATE_DIRECTORY, directory.resolve("state").toString());
        var properties = new Properties();
        properties.putAll(site.evaluatorSettings(own));
        Path configuration = directory.resolve("evaluator.properties");
        try (Writer out = Files.newBufferedWriter(configuration)) {
            properties.store(out, null);
        }
        return new Instance(name, directory, configuration, options);
    }

    String name() {
        return name;
    }

    EvaluatorProcess start() throws IOException {
        process = EvaluatorProcess.start(configuration, directory.resolve("process"), options);
        return process;
    }

    /** @throws IllegalStateException when it was not started */
    EvaluatorProcess process() {
        if (process == null) {
            throw new IllegalStateException("`" + name + "` was not started");
        }
        return process;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** @throws IllegalStateException when it has ended by itself; its message has the end of its log */
    void requireAlive() throws IOException {
        if (!isAlive()) {
            String log = Files.readString(directory.resolve("process").resolve("evaluator.log"));
            throw new IllegalStateException("expected `" + name + "` to run, found that it has ended: "
                    + log.substring(Math.max(0, log.length() - 2_000)));
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.close();
        }
    }
}
