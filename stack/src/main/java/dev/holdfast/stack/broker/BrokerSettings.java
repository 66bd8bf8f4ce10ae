package dev.holdfast.stack.broker;

import dev.holdfast.stack.host.FreePorts;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Kafka's own settings for a broker of this system. */
public final class BrokerSettings {
    static final String CLIENT_LISTENER = "CLIENT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final int NODE_ID = 1;

    /**
     * What differs from Kafka's defaults wherever a single node runs, embedded or in a container: one replica of everything,
     * internal topics of one partition so that start-up is quick, groups that balance at once and notice a dead member after
     * a second, transactions that join partitions and time out without long waits, and no topic nobody asked for.
     */
    public static final Map<String, String> SINGLE_NODE = Map.ofEntries(
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("default.replication.factor", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("add.partitions.to.txn.retry.backoff.ms", "1"),
            // What a transaction writes first waits until the one before is over. After 100 ms, the default, it would
            // be
            // sent back.
            Map.entry("add.partitions.to.txn.retry.backoff.max.ms", "2000"),
            Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "200"));

    /** A broker beside its clients in one small JVM: few threads, and a log cleaner of 4 MiB instead of 128. */
    private static final Map<String, String> SMALL = Map.of(
            // After a kill the controller takes the broker for alive for this long, and a start waits: 9 s by default.
            "broker.session.timeout.ms", "3000",
            "broker.heartbeat.interval.ms", "500",
            "num.network.threads", "2",
            "num.io.threads", "4",
            "background.threads", "2",
            "num.recovery.threads.per.data.dir", "1",
            "num.replica.fetchers", "1",
            "log.cleaner.threads", "1",
            "log.cleaner.dedupe.buffer.size", "4194304",
            "log.cleaner.io.buffer.size", "524288");

    private BrokerSettings() {}

    /** The whole of it, with ports already resolved: never 0. */
    static Properties of(
            Path logDirectory, int clientPort, int controllerPort, Iterable<ExtraListener> extraListeners) {
        StringBuilder listeners = new StringBuilder(address(CLIENT_LISTENER, FreePorts.LOOPBACK, clientPort));
        StringBuilder advertised = new StringBuilder(listeners);
        StringBuilder protocols =
                new StringBuilder(CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        for (ExtraListener extra : extraListeners) {
            listeners.append(',').append(address(extra.name(), FreePorts.LOOPBACK, extra.port()));
            advertised.append(',').append(address(extra.name(), extra.advertisedHost(), extra.advertisedPort()));
            protocols.append(',').append(extra.name()).append(":PLAINTEXT");
        }
        listeners.append(',').append(address(CONTROLLER_LISTENER, FreePorts.LOOPBACK, controllerPort));

        Properties settings = new Properties();
        settings.putAll(SINGLE_NODE);
        settings.putAll(SMALL);
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(NODE_ID));
        settings.setProperty("controller.quorum.voters", NODE_ID + "@" + FreePorts.LOOPBACK + ":" + controllerPort);
        settings.setProperty("listeners", listeners.toString());
        settings.setProperty("advertised.listeners", advertised.toString());
        settings.setProperty("listener.security.protocol.map", protocols.toString());
        settings.setProperty("inter.broker.listener.name", CLIENT_LISTENER);
        settings.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        settings.setProperty("log.dirs", logDirectory.toString());
        return settings;
    }

    private static String address(String name, String host, int port) {
        return name + "://" + host + ":" + port;
    }
}
