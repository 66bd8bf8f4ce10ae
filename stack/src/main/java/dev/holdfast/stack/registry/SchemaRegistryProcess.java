package dev.holdfast.stack.registry;

import dev.holdfast.stack.host.DataDirectory;
import dev.holdfast.stack.host.DataDirectoryException;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.StackStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running registry. Thread-safe. */
public final class SchemaRegistryProcess implements AutoCloseable {
    /** How long a start may take; measured: 1.5 to 4 s. */
    public static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** How long a close waits before it ends the process by force; measured: 0.04 s, and 3 to 5 s
     * for the first ever, which records its classes. */
    public static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryProcess.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(25);

    private final Process keeper;
    private final RegistryEndpoint endpoint;
    private final Path log;
    private final @Nullable DataDirectory data;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SchemaRegistryProcess(Process keeper, RegistryEndpoint endpoint, Path log, @Nullable DataDirectory data) {
        this.keeper = keeper;
        this.endpoint = endpoint;
        this.log = log;
        this.data = data;
    }

    /**
     * Starts a registry and returns when it answers and has the compatibility FULL_TRANSITIVE.
     *
     * @throws dev.holdfast.stack.host.PortTakenException if the port that was asked for is in use; nothing was started
     * @throws DataDirectoryException if a directory cannot be written or has an owner; nothing was started
     * @throws StackStartException if the program is not found, or does not answer within {@link #START_LIMIT}; the message
     *     names its log, and the process is gone
     */
    public static SchemaRegistryProcess start(RegistryConfig config) {
        RegistryHome home = RegistryHome.locate(System.getProperty(RegistryHome.PROPERTY));
        int port = FreePorts.resolve(config.port());
        Path work = config.workDirectory().toAbsolutePath().normalize();
        Path log = work.resolve(RegistryConfig.LOG_FILE);
        try {
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new DataDirectoryException(
                    work,
                    "expected a writable work directory for the registry, but `" + work + "` is not (" + e
                            + "); make it writable or choose another",
                    e);
        }
        DataDirectory data =
                config.dataDirectory() == null ? null : DataDirectory.take(config.dataDirectory(), "registry");
        SchemaRegistryProcess registry = null;
        try {
            registry = launch(home, data, work, log, port);
            registry.awaitReady();
            return registry;
        } catch (IOException | RuntimeException e) {
            if (registry != null) {
                registry.close();
            } else if (data != null) {
                data.close();
            }
            throw e instanceof StackStartException known
                    ? known
                    : new StackStartException(
                            "expected the registry to start, but it did not: " + e + "; its log is `" + log + "`", e);
        }
    }

    private static SchemaRegistryProcess launch(
            RegistryHome home, @Nullable DataDirectory data, Path work, Path log, int port) throws IOException {
        Path dataPath = data == null ? null : data.path();
        ProcessBuilder command = RegistryCommand.of(home, dataPath, work, log, port);
        if (dataPath == null) {
            return running(command.start(), port, log, data);
        }
        Predecessor predecessor = new Predecessor(dataPath);
        predecessor.awaitEnd();
        SchemaRegistryProcess registry = running(command.start(), port, log, data);
        predecessor.note(registry.keeper.toHandle());
        return registry;
    }

    private static SchemaRegistryProcess running(Process keeper, int port, Path log, @Nullable DataDirectory data) {
        String url = "http://" + FreePorts.LOOPBACK + ":" + port + "/apis/ccompat/v7";
        return new SchemaRegistryProcess(keeper, new RegistryEndpoint(url), log, data);
    }

    /** The address for {@code schema.registry.url}: Confluent's API, version 7. */
    public String url() {
        return endpoint.url();
    }

    /** The file with everything the registry said since its start. */
    public Path log() {
        return log;
    }

    /** Whether the process still runs. */
    public boolean isAlive() {
        return keeper.isAlive();
    }

    /** The process whose end is the end of the registry: what it runs in is its one descendant. */
    public ProcessHandle process() {
        return keeper.toHandle();
    }

    /** Ends the registry, by force after {@link #CLOSE_LIMIT}, and lets its directory go. Closing twice does no harm. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("the line to the registry was closed already: {}", e.toString());
        }
        boolean interrupted = false;
        boolean ended = false;
        try {
            ended = keeper.waitFor(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!ended) {
            LOG.warn("expected the registry to end within {}; it is ended by force, its log is {}", CLOSE_LIMIT, log);
            keeper.descendants().forEach(ProcessHandle::destroyForcibly);
            keeper.destroyForcibly();
        }
        if (data != null) {
            data.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        String last = "no answer";
        try {
            while (System.nanoTime() < deadline) {
                if (keeper.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new StackStartException(
                            "expected the registry to answer, but it ended with " + keeper.exitValue()
                                    + "; its log is `" + log + "`",
                            null);
                }
                try {
                    endpoint.config();
                    requireCompatibility(endpoint.requireCompatibility());
                    return;
                } catch (IOException notYet) {
                    last = notYet.toString();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            last = "interrupted";
        }
        throw new StackStartException(
                "expected the registry to answer within " + START_LIMIT.toSeconds() + " s, found: " + last
                        + "; its log is `" + log + "`",
                null);
    }

    private static void requireCompatibility(String answer) {
        if (!answer.contains("\"" + RegistryEndpoint.COMPATIBILITY + "\"")) {
            throw new StackStartException(
                    "expected the registry to take the compatibility " + RegistryEndpoint.COMPATIBILITY + ", found "
                            + answer + "; this registry cannot be used",
                    null);
        }
    }
}
