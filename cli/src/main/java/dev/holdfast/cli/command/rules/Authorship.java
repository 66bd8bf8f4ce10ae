package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which policy authors sign. */
final class Authorship {
    @Option(
            names = "--by",
            defaultValue = "${user.name}",
            paramLabel = "NAME",
            description =
                    "Who publishes it, for people; the signature is what counts. Default: you (${DEFAULT-VALUE}).")
    private String by = "";

    @Option(
            names = "--author-key",
            paramLabel = "FILE",
            description =
                    "Private key of a policy author, which signs. To be repeated where their authority asks for several."
                            + " Default: .holdfast/keys/policy-author.pem, which `holdfast up` makes.")
    private List<Path> authorKeys = new ArrayList<>();

    @Mixin
    private final KeyPassword password = new KeyPassword();

    /** For people. */
    String by() {
        return by;
    }

    /** Those who are named; none for the default. */
    List<SigningKey> named() throws KeyFileException {
        return authorKeys.isEmpty() ? List.of() : password.readKeys(authorKeys);
    }

    /** Whether any are named. */
    boolean isNamed() {
        return !authorKeys.isEmpty();
    }

    /** Those who sign, at least one. */
    List<SigningKey> signers() throws KeyFileException {
        return password.readKeys(
                authorKeys.isEmpty() ? List.of(DataLayout.standard().policyAuthorKey()) : authorKeys);
    }
}
