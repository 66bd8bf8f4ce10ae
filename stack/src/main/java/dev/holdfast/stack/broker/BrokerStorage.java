package dev.holdfast.stack.broker;

import dev.holdfast.stack.host.DataDirectory;
import dev.holdfast.stack.host.StackStartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Kafka's log directory below a data directory. It is formatted under another name and renamed when complete, so that a process
 * killed while formatting leaves nothing that looks formatted.
 */
final class BrokerStorage {
    private final Path logDirectory;
    private final Path unfinished;
    private final Path settingsFile;

    BrokerStorage(Path dataDirectory) {
        logDirectory = dataDirectory.resolve("log");
        unfinished = dataDirectory.resolve("log.formatting");
        settingsFile = dataDirectory.resolve("format.properties");
    }

    Path logDirectory() {
        return logDirectory;
    }

    void formatIfNew() throws IOException {
        if (Files.exists(logDirectory)) {
            return;
        }
        DataDirectory.delete(unfinished);
        // The ports are of no account here: formatting writes none of them down.
        try (Writer writer = Files.newBufferedWriter(settingsFile)) {
            BrokerSettings.of(unfinished, 1, 2, List.of()).store(writer, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", settingsFile.toString()};
        int exitCode = StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8));
        if (exitCode != 0) {
            throw new StackStartException(
                    "expected to format `" + unfinished + "`, but Kafka's storage tool ended with " + exitCode + ": "
                            + said.toString(StandardCharsets.UTF_8).strip()
                            + "; choose another directory if its disk is sound",
                    null);
        }
        Files.delete(settingsFile);
        Files.move(unfinished, logDirectory, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The id under which the directory was formatted. */
    String clusterId() throws IOException {
        Path file = logDirectory.resolve("meta.properties");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        String id = properties.getProperty("cluster.id");
        if (id == null) {
            throw new IOException("expected a cluster.id in `" + file + "`, found none");
        }
        return id;
    }
}
