package dev.holdfast.cli.command;

import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Starts a whole deployment on this machine: broker, schema registry, evaluator. Its data stands under one"
                        + " directory and survives a restart. Ends with Ctrl-C.")
public final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            defaultValue = ".holdfast",
            paramLabel = "DIR",
            description = "The directory. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("");

    @Option(
            names = "--port",
            defaultValue = "19092",
            description = "The broker's port on the loopback interface; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--registry-port",
            defaultValue = "18081",
            description =
                    "The registry's port on the loopback interface; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int registryPort;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Partitions of every topic, on the first start. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(names = "--rules", paramLabel = "DIR", description = "DRL files that hold beside the baseline pack.")
    private @Nullable Path rules;

    @Option(names = "--json", description = "Print JSON once it is ready.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, IOException, KeyFileException, InterruptedException {
        if (partitions < 1) {
            throw new CommandFailed("--partitions: expected at least 1, found " + partitions, 2);
        }
        long start = System.nanoTime();
        spec.commandLine()
                .getErr()
                .println("holdfast: starting broker, schema registry and evaluator under `" + data + "`");
        var stack = new StackConfig(data, port, registryPort, List.of());
        LocalDeployment deployment =
                LocalDeployment.start(new LocalDeployment.Wanted(stack, partitions, rules, Map.of()));
        try (var closing = new CloseOnExit(deployment)) {
            ready(deployment, (System.nanoTime() - start) / 1_000_000);
            deployment.evaluator().awaitStopped();
            if (deployment.evaluator().state() == KafkaStreams.State.ERROR) {
                throw new CommandFailed("the evaluator has given up; executors stop when their leases run out");
            }
        }
        return 0;
    }

    private void ready(LocalDeployment deployment, long millis) {
        DataLayout layout = deployment.layout();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("broker", deployment.stack().bootstrapServers());
        facts.put("registry", deployment.stack().registryUrl());
        facts.put("config", layout.clientConfig().toString());
        facts.put("issuerKey", layout.issuerKey().toString());
        facts.put("executorCaKey", layout.executorAuthorityKey().toString());
        facts.put("evaluatorKeyId", deployment.evaluator().publicKey().id().toString());
        facts.put("signaturesBy", SigningKey.implementation());
        facts.put("rulesetDigest", deployment.evaluator().rulesetDigest());
        facts.put("readyMillis", millis);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(facts));
        } else {
            out.println("ready after " + millis + " ms");
            facts.forEach((name, value) -> out.println(String.format("  %-15s %s", name, value)));
            out.println("Ctrl-C ends it; the data stays.");
        }
        out.flush();
    }
}
