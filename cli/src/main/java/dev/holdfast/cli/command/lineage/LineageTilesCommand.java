package dev.holdfast.cli.command.lineage;

import dev.holdfast.cli.command.CloseOnExit;
import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.ListenAddress;
import dev.holdfast.cli.tiles.TileServer;
import dev.holdfast.cli.tiles.TiledLog;
import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast lineage tiles}. */
@Command(
        name = "tiles",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the log of each partition as static files in the layout of C2SP tlog-tiles, into a folder named for the partition: checkpoint, tiles of hashes, bundles of",
            "entries. What is there is completed. With --serve it goes on, and serves them over HTTP, to be read alone."
        },
        footer = {
            "",
            "Exit status: 0 written, or told to end; 1 failed, such as where other files are in the way; 2 wrong usage."
        })
final class LineageTilesCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder.")
    private Path out = Path.of("");

    @Option(names = "--partition", paramLabel = "N", description = "Only this one, from 0.")
    private @Nullable Integer partition;

    @Option(
            names = "--cosigned",
            paramLabel = "DIR",
            description = "Folder of checkpoints that witnesses have cosigned, to publish in place of the log's own.")
    private @Nullable Path cosigned;

    @Option(
            names = "--serve",
            paramLabel = "ADDRESS:PORT",
            description =
                    "Serves the folder there, such as 127.0.0.1:7301, until it is told to end; looks for new entries every second.")
    private @Nullable String serve;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        InetSocketAddress address = serve == null ? null : ListenAddress.parse("--serve", serve);
        ExecutorConfig config = deployment.config();
        var logs = new ArrayList<TiledLog>();
        try (SchemaRegistryClient registry = config.newRegistryClient();
                var codec = new RecordCodec(registry, config.topicNames())) {
            for (int each : partitions(CommittedPartition.count(config, Topic.LINEAGE))) {
                logs.add(new TiledLog(
                        config, codec, each, out, Optional.ofNullable(cosigned).map(CosignedFolder::new)));
            }
            PrintWriter print = spec.commandLine().getOut();
            for (TiledLog log : logs) {
                Optional<Long> size = log.publish();
                print.println(log.name() + ": "
                        + size.map(found -> "checkpoint of size " + found).orElse("no checkpoint yet"));
            }
            print.flush();
            if (address != null) {
                serve(address, logs);
            }
            return 0;
        } finally {
            logs.forEach(TiledLog::close);
        }
    }

    private void serve(InetSocketAddress address, List<TiledLog> logs) throws IOException, InterruptedException {
        var server = TileServer.start(address, out);
        try (var closing = new CloseOnExit(server)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("holdfast: serving at http://"
                    + server.address().getAddress().getHostAddress() + ":"
                    + server.address().getPort() + "/PARTITION/checkpoint");
            err.flush();
            while (true) {
                Thread.sleep(PAUSE.toMillis());
                for (TiledLog log : logs) {
                    log.publish();
                }
            }
        }
    }

    private List<Integer> partitions(int count) throws CommandFailed {
        if (partition == null) {
            return IntStream.range(0, count).boxed().toList();
        }
        if (partition < 0 || partition >= count) {
            throw new CommandFailed("--partition: expected 0 to " + (count - 1) + ", found " + partition, 2);
        }
        return List.of(partition);
    }
}
