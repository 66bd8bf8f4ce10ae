package dev.holdfast.stack.broker;

import dev.holdfast.stack.host.FreePorts;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a broker keeps its data and where it listens.
 *
 * @param dataDirectory formatted on first use; the same directory gives the same cluster again
 * @param port the loopback port for clients, 0 for any free one
 * @param extraListeners further doors, with names that differ; usually none
 */
public record BrokerConfig(Path dataDirectory, int port, List<ExtraListener> extraListeners) {
    public BrokerConfig {
        FreePorts.requirePort(port, "broker port");
        extraListeners = List.copyOf(extraListeners);
        long names = extraListeners.stream().map(ExtraListener::name).distinct().count();
        if (names != extraListeners.size()) {
            throw new IllegalArgumentException("extra listeners: expected names that differ, found " + extraListeners);
        }
    }

    /** A broker on any free port, without further doors. */
    public static BrokerConfig in(Path dataDirectory) {
        return new BrokerConfig(dataDirectory, 0, List.of());
    }
}
