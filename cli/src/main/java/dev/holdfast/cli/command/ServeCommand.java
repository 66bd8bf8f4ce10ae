package dev.holdfast.cli.command;

import dev.holdfast.schemas.connection.StrictConfig;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.KafkaStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs an evaluator against an existing cluster, until it is told to end (SIGTERM, Ctrl-C).",
        footer = {"", "All keys of the configuration are described in docs/configuration.md."})
public final class ServeCommand implements Callable<Integer> {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The evaluator's configuration: a properties file.")
    private Path file = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        var config = new EvaluatorConfig(StrictConfig.read(file));
        var evaluator = new Evaluator(config);
        try (var closing = new CloseOnExit(evaluator)) {
            evaluator.start();
            err.println("holdfast: evaluator " + evaluator.publicKey() + ", ruleset " + evaluator.rulesetDigest()
                    + ", connecting to " + config.getList(EvaluatorConfig.BOOTSTRAP_SERVERS));
            if (!evaluator.awaitRunning(READY_WITHIN)) {
                throw new CommandFailed("the evaluator did not begin to decide within " + READY_WITHIN.toSeconds()
                        + " s; is another one of the same instance.id running, or the state directory in use?");
            }
            err.println("holdfast: deciding");
            evaluator.awaitStopped();
            if (evaluator.state() == KafkaStreams.State.ERROR) {
                throw new CommandFailed("the evaluator has given up; executors stop when their leases run out");
            }
            return 0;
        }
    }
}
