package dev.holdfast.stack;

import dev.holdfast.stack.broker.ExtraListener;
import dev.holdfast.stack.host.FreePorts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a stack keeps its data and where it listens.
 *
 * @param dataDirectory keeps records, schemas and logs over restarts; null for a temporary one, removed on close
 * @param brokerPort the broker's loopback port, 0 for any free one
 * @param registryPort the registry's loopback port, 0 for any free one
 * @param extraListeners further doors into the broker; usually none
 */
public record StackConfig(
        @Nullable Path dataDirectory, int brokerPort, int registryPort, List<ExtraListener> extraListeners) {
    public StackConfig {
        FreePorts.requirePort(brokerPort, "broker port");
        FreePorts.requirePort(registryPort, "registry port");
        extraListeners = List.copyOf(extraListeners);
    }

    /** A stack on free ports that leaves nothing behind. */
    public static StackConfig temporary() {
        return new StackConfig(null, 0, 0, List.of());
    }

    /** A stack on free ports that keeps its data in the directory. */
    public static StackConfig in(Path dataDirectory) {
        return new StackConfig(dataDirectory, 0, 0, List.of());
    }
}
