package dev.holdfast.cli.command.witness;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.lineage.note.KeyName;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say who a witness is. */
final class WitnessIdentity {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description =
                    "The witness's private key, as `holdfast keys new` makes it, for this name alone. Its ML-DSA-44 key is made of it.")
    private Path key = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description =
                    "The witness's name: a domain and path of its owner, such as `witness.example/w1`, without a scheme.")
    private String name = "";

    @Mixin
    private final KeyPassword password = new KeyPassword();

    /** With what it signs: Ed25519, then ML-DSA-44. */
    List<NoteSigner> cosigners() throws CommandFailed {
        Optional<String> flaw = KeyName.flaw(name);
        if (flaw.isPresent()) {
            throw new CommandFailed("--name: " + flaw.get(), 2);
        }
        try {
            SigningKey signing = password.readKey(key);
            return List.of(
                    new NoteSigner.Cosigner(name, signing),
                    new NoteSigner.MlDsa(name, MlDsaSigningKey.derivedFrom(signing)));
        } catch (KeyFileException e) {
            throw new CommandFailed("--key: " + e.getMessage(), 2);
        }
    }
}
