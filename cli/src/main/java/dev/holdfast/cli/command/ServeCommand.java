package dev.holdfast.cli.command;

import dev.holdfast.schemas.connection.StrictConfig;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.trust.signature.SigningKey;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
                    + ", signatures by " + SigningKey.implementation() + ", connecting to "
                    + config.getList(EvaluatorConfig.BOOTSTRAP_SERVERS));
            // A large state takes minutes to restore, and an evaluator that gave up meanwhile would begin anew each
            // time.
            while (!evaluator.awaitRunning(PATIENCE)) {
                if (evaluator.state().hasCompletedShutdown()) {
                    throw new CommandFailed("the evaluator has stopped before it decided anything; see its log");
                }
                err.println("holdfast: not deciding yet; a large state takes its time to be restored, but is another"
                        + " one of the same instance.id running?");
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
