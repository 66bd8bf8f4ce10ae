package dev.holdfast.cli.command.lineage;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.SigningKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast lineage keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the public keys that sign the log of a partition, as other tools take them (C2SP signed-note): one of Ed25519, one of ML-DSA-44.",
            "Give the second to auditors now: `lineage verify --log-key` asks for its signature, however weak Ed25519 has become by then."
        })
final class LineageKeysCommand implements Callable<Integer> {
    @Option(
            names = "--evaluator-key",
            paramLabel = "FILE",
            required = true,
            description = "The evaluator's private key, of which both are made.")
    private Path key = Path.of("");

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Option(names = "--trust-domain", paramLabel = "NAME", required = true, description = "Name of the deployment.")
    private String trustDomain = "";

    @Option(
            names = "--partition",
            paramLabel = "N",
            required = true,
            description = "Number of the partition, from 0; `lineage export` names it.")
    private int partition;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed {
        Optional<String> flaw = LogOrigin.flaw(trustDomain, partition);
        if (flaw.isPresent()) {
            throw new CommandFailed(flaw.get(), 2);
        }
        SigningKey signing;
        try {
            signing = password.readKey(key);
        } catch (KeyFileException e) {
            throw new CommandFailed("--evaluator-key: " + e.getMessage(), 2);
        }
        String name = new LogOrigin(trustDomain, partition).toString();
        PrintWriter out = spec.commandLine().getOut();
        out.println(new NoteSigner.Ed25519(name, signing).verifierKey().vkey());
        out.println(new NoteSigner.MlDsa(name, MlDsaSigningKey.derivedFrom(signing))
                .verifierKey()
                .vkey());
        out.flush();
        return 0;
    }
}
