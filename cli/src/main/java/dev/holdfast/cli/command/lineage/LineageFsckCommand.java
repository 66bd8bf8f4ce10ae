package dev.holdfast.cli.command.lineage;

import dev.holdfast.cli.audit.TopicsAudit;
import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.lineage.audit.Account;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast lineage fsck}. */
@Command(
        name = "fsck",
        mixinStandardHelpOptions = true,
        description = {
            "Reads lineage, checkpoints and control from their beginning on and recomputes all that they say: each execution's chain, the log and every",
            "checkpoint of it, epochs, moves, and that each command was decided and each decision commanded. Names what diverges by partition and offset."
        },
        footer = {
            "",
            "Exit status: 0 nothing diverges; 1 something does; 2 nothing does and something cannot be told; or wrong usage."
        })
final class LineageFsckCommand implements Callable<Integer> {
    @Option(
            names = "--root",
            paramLabel = "FILE",
            required = true,
            description = "The deployment's root public key, PEM, from somebody you believe. May be given again after a"
                    + " change of keys.")
    private List<Path> roots = List.of();

    @Option(names = "--partition", paramLabel = "N", description = "Only this partition, from 0. Default: all.")
    private @Nullable Integer partition;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many threads decode entries. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailed {
        if (threads < 1 || threads > 64) {
            throw new CommandFailed("expected --threads from 1 to 64, found " + threads, 2);
        }
        Account account;
        try (var audit = new TopicsAudit(deployment.config(), rootKeys(), threads)) {
            if (partition != null && (partition < 0 || partition >= audit.partitions())) {
                throw new CommandFailed(
                        "expected --partition from 0 to " + (audit.partitions() - 1) + ", found " + partition, 2);
            }
            account = audit.run(partition == null ? OptionalInt.empty() : OptionalInt.of(partition));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(FsckReport.json(account)));
        } else {
            FsckReport.lines(account).forEach(out::println);
        }
        out.flush();
        return account.exit();
    }

    private List<VerifyingKey> rootKeys() throws CommandFailed {
        var keys = new ArrayList<VerifyingKey>();
        for (Path root : roots) {
            try {
                keys.add(KeyFiles.readVerifyingKey(root));
            } catch (KeyFiles.KeyFileException e) {
                throw new CommandFailed("--root: " + e.getMessage(), 2);
            }
        }
        return keys;
    }
}
