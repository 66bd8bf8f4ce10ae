package dev.holdfast.cli.command.witness;

import dev.holdfast.cli.command.CommandFailed;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code holdfast witness keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a witness's public keys (C2SP signed-note), one of Ed25519, one of ML-DSA-44: for `witness submit`, and for auditors, who give",
            "them to `lineage verify --witness`."
        })
final class WitnessKeysCommand implements Callable<Integer> {
    @Mixin
    private final WitnessIdentity identity = new WitnessIdentity();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        identity.cosigners().forEach(signer -> out.println(signer.verifierKey().vkey()));
        out.flush();
        return 0;
    }
}
