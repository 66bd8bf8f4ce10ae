package dev.holdfast.stack.registry;

import dev.holdfast.stack.host.FreePorts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry keeps its schemas, its log and its port.
 *
 * @param dataDirectory keeps schemas and ids over restarts, or null for a registry in memory; no {@code ;} in its path
 * @param workDirectory gets {@value #LOG_FILE} and the process's temporary files
 * @param port the loopback port, 0 for any free one
 */
public record RegistryConfig(@Nullable Path dataDirectory, Path workDirectory, int port) {
    /** What the registry writes its log to, in the work directory; each start begins it anew. */
    public static final String LOG_FILE = "registry.log";

    public RegistryConfig {
        FreePorts.requirePort(port, "registry port");
        if (dataDirectory != null && dataDirectory.toAbsolutePath().toString().contains(";")) {
            throw new IllegalArgumentException(
                    "registry data directory: expected a path without `;`, which its database"
                            + " takes for the end of the name, found `" + dataDirectory + "`");
        }
    }

    /** A registry that forgets everything when it is closed, on any free port. */
    public static RegistryConfig inMemory(Path workDirectory) {
        return new RegistryConfig(null, workDirectory, 0);
    }

    /** A registry that keeps its schemas in the directory, on any free port. */
    public static RegistryConfig fileBacked(Path dataDirectory, Path workDirectory) {
        return new RegistryConfig(dataDirectory, workDirectory, 0);
    }
}
