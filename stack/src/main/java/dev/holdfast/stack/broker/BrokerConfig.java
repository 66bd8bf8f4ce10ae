package dev.holdfast.stack.broker;

import dev.holdfast.stack.host.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where a broker keeps its data and where it listens.
 *
 * @param dataDirectory formatted on first use; the same directory gives the same cluster again
 * @param port the loopback port for clients, 0 for any free one
 * @param extraListeners further doors, with names that differ; usually none
 * @param overrides Kafka's own settings, put over those of {@link BrokerSettings}; usually none
 */
public record BrokerConfig(
        Path dataDirectory, int port, List<ExtraListener> extraListeners, Map<String, String> overrides) {
    public BrokerConfig {
        FreePorts.requirePort(port, "broker port");
        extraListeners = List.copyOf(extraListeners);
        overrides = Map.copyOf(overrides);
        long names = extraListeners.stream().map(ExtraListener::name).distinct().count();
        if (names != extraListeners.size()) {
            throw new IllegalArgumentException("extra listeners: expected names that differ, found " + extraListeners);
        }
    }

    /** A broker with the settings of {@link BrokerSettings} alone. */
    public BrokerConfig(Path dataDirectory, int port, List<ExtraListener> extraListeners) {
        this(dataDirectory, port, extraListeners, Map.of());
    }

    /** A broker on any free port, without further doors. */
    public static BrokerConfig in(Path dataDirectory) {
        return new BrokerConfig(dataDirectory, 0, List.of());
    }
}
