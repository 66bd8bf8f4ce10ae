package dev.holdfast.stack.broker;

import dev.holdfast.stack.host.DataDirectory;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.StackStartException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running broker. Thread-safe. */
public final class EmbeddedBroker implements AutoCloseable {
    /** How long a close waits for Kafka; measured: 0.2 s. The data is safe also if it takes longer. */
    public static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final DataDirectory directory;
    private final KafkaRaftServer server;
    private final String clusterId;
    private final int port;
    private final Map<String, Integer> extraPorts;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(
            DataDirectory directory,
            KafkaRaftServer server,
            String clusterId,
            int port,
            Map<String, Integer> extraPorts) {
        this.directory = directory;
        this.server = server;
        this.clusterId = clusterId;
        this.port = port;
        this.extraPorts = extraPorts;
    }

    /**
     * Starts a broker and returns when clients can use it: about 2 s for a first start in a JVM.
     *
     * @throws dev.holdfast.stack.host.PortTakenException if a port that was asked for is in use; nothing was started
     * @throws dev.holdfast.stack.host.DataDirectoryException if the directory cannot be written or has an owner; nothing was
     *     started
     * @throws StackStartException if Kafka itself does not start; what was started is stopped again
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        int port = FreePorts.resolve(config.port());
        List<ExtraListener> extraListeners = new ArrayList<>();
        Map<String, Integer> extraPorts = new TreeMap<>();
        for (ExtraListener extra : config.extraListeners()) {
            int bound = FreePorts.resolve(extra.port());
            extraPorts.put(extra.name(), bound);
            extraListeners.add(new ExtraListener(extra.name(), bound, extra.advertisedHost(), extra.advertisedPort()));
        }
        DataDirectory directory = DataDirectory.take(config.dataDirectory(), "broker");
        try {
            BrokerStorage storage = new BrokerStorage(directory.path());
            storage.formatIfNew();
            Properties settings = BrokerSettings.of(storage.logDirectory(), port, FreePorts.next(), extraListeners);
            settings.putAll(config.overrides());
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            startOrStop(server);
            return new EmbeddedBroker(directory, server, storage.clusterId(), port, extraPorts);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e instanceof StackStartException known
                    ? known
                    : new StackStartException(
                            "expected the broker to start on `" + directory.path() + "`, but it did not: " + e
                                    + "; its log has the cause",
                            e);
        }
    }

    private static void startOrStop(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException e) {
            stop(server);
            throw e;
        }
    }

    /** The address for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return FreePorts.LOOPBACK + ":" + port;
    }

    /** The loopback port for clients, 1 to 65535. */
    public int port() {
        return port;
    }

    /**
     * The loopback port that an extra listener is bound to, 1 to 65535: where a relay has to go.
     *
     * @throws IllegalArgumentException if the configuration had no listener of that name
     */
    public int portOf(String extraListener) {
        Integer bound = extraPorts.get(extraListener);
        if (bound == null) {
            throw new IllegalArgumentException(
                    "expected one of the extra listeners " + extraPorts.keySet() + ", found `" + extraListener + "`");
        }
        return bound;
    }

    /** The id of the cluster: the same for the life of the data directory. */
    public String clusterId() {
        return clusterId;
    }

    /**
     * Stops the broker and lets its directory go, within {@link #CLOSE_LIMIT}. If Kafka takes longer, that is logged, it goes on
     * stopping in the background, and the directory stays taken until the process ends. Closing twice does no harm.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && stop(server)) {
            directory.close();
        }
    }

    private static boolean stop(KafkaRaftServer server) {
        Thread stopping = new Thread(
                () -> {
                    server.shutdown();
                    server.awaitShutdown();
                },
                "holdfast-broker-stop");
        stopping.setDaemon(true);
        stopping.start();
        boolean interrupted = false;
        try {
            stopping.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive()) {
            LOG.warn("expected the broker to stop within {}; it still does so in the background", CLOSE_LIMIT);
            return false;
        }
        return true;
    }
}
