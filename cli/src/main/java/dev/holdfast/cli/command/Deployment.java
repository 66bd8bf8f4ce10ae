package dev.holdfast.cli.command;

import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.connection.StrictConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option by which a command finds the deployment it talks to. */
public final class Deployment {
    private static final String VARIABLE = "HOLDFAST_CONFIG";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "How to reach the deployment. Default: the file that HOLDFAST_CONFIG names, else"
                    + " .holdfast/client.properties, which `holdfast up` writes.")
    private @Nullable Path file;

    /**
     * How to reach the deployment.
     *
     * @throws CommandFailed when none is known
     * @throws org.apache.kafka.common.config.ConfigException when the file cannot be used; names the key
     */
    public ExecutorConfig config() throws CommandFailed {
        return new ExecutorConfig(StrictConfig.read(file()));
    }

    private Path file() throws CommandFailed {
        if (file != null) {
            return file;
        }
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        Path local = DataLayout.standard().clientConfig();
        if (Files.exists(local)) {
            return local;
        }
        throw new CommandFailed("no deployment is known: expected --config FILE, " + VARIABLE + ", or `" + local
                + "`; start one with `holdfast up`");
    }
}
