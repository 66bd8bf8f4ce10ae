package dev.holdfast.cli.command.witness;

import dev.holdfast.cli.command.CloseOnExit;
import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.ListenAddress;
import dev.holdfast.cli.witness.KnownLogs;
import dev.holdfast.cli.witness.WitnessServer;
import dev.holdfast.cli.witness.WitnessState;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.witness.Witness;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast witness serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a witness (C2SP tlog-witness) until it is told to end: POST /add-checkpoint cosigns a checkpoint of a log that it knows, if that continues the one",
            "it cosigned last. Needs no Kafka. Run it where whoever runs the log has no say."
        },
        footer = {"", "Exit status: 0 told to end; 1 failed, such as on a state that is damaged; 2 wrong usage."})
final class WitnessServeCommand implements Callable<Integer> {
    @Mixin
    private final WitnessIdentity identity = new WitnessIdentity();

    @Option(
            names = "--log-key",
            paramLabel = "VKEY",
            description = "Key of a log to cosign, as `holdfast lineage keys` prints it. May be given again.")
    private List<String> logKeys = List.of();

    @Option(
            names = "--logs",
            paramLabel = "FILE",
            description = "Keys of logs, one a line; lines that begin with `#` say nothing.")
    private @Nullable Path logs;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            required = true,
            description =
                    "Where it keeps what it has cosigned, forced to the disk before a signature leaves. Never restore an older copy: it could then cosign a fork.")
    private Path state = Path.of("");

    @Option(names = "--new-state", description = "Makes the state, the first time; refused when there is one.")
    private boolean newState;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:7300",
            description = "Where it answers, plain HTTP; port 0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private String listen = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        InetSocketAddress address = ListenAddress.parse("--listen", listen);
        List<NoteSigner> cosigners = identity.cosigners();
        KnownLogs known = known();
        PrintWriter err = spec.commandLine().getErr();
        try (WitnessState memory = newState ? WitnessState.create(state) : WitnessState.open(state)) {
            var witness = new Witness(cosigners, known.byOrigin(), memory);
            var server = WitnessServer.start(
                    address, witness, () -> Instant.now().getEpochSecond(), event -> err.println("holdfast: " + event));
            var ended = new CountDownLatch(1);
            try (var closing = new CloseOnExit(() -> {
                server.close();
                ended.countDown();
            })) {
                err.println("holdfast: witness of " + known.byOrigin().size() + " logs at http://"
                        + server.address().getAddress().getHostAddress() + ":"
                        + server.address().getPort() + ", " + memory.logs() + " cosigned before");
                cosigners.forEach(signer ->
                        err.println("holdfast: " + signer.verifierKey().vkey()));
                err.flush();
                ended.await();
            }
        }
        return 0;
    }

    private KnownLogs known() throws CommandFailed {
        var known = new KnownLogs();
        try {
            for (String key : logKeys) {
                known.add("--log-key", key);
            }
            if (logs != null) {
                known.addAll(logs);
            }
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
        if (known.byOrigin().isEmpty()) {
            throw new CommandFailed("expected a key of at least one log with --log-key or --logs, found none", 2);
        }
        return known;
    }
}
