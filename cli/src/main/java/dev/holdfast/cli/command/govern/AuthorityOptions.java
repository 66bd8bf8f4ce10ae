package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Role;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of everything that the root key signs. */
final class AuthorityOptions {
    // Not the standard options: `--version` is the authority's here.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Name of the authority.")
    private String name = "";

    @Option(
            names = "--version",
            required = true,
            paramLabel = "N",
            description = "From 1, and higher with every change: the highest is in force.")
    private long version;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description =
                    "What it may do: grant-issuer, operator, policy-author, evaluator, executor-ca or signal-source.")
    private String role = "";

    @Option(
            names = "--root-key",
            paramLabel = "FILE",
            description = "Private root key, which signs. Default: .holdfast/keys/root.pem, which `holdfast up` makes.")
    private Path rootKey = DataLayout.standard().rootKey();

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    String name() {
        return name;
    }

    long version() {
        return version;
    }

    Role role() throws CommandFailed {
        return Arrays.stream(Role.values())
                .filter(each -> each != Role.NONE && text(each).equals(role.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CommandFailed(
                        "--role: expected one of "
                                + Arrays.stream(Role.values())
                                        .filter(each -> each != Role.NONE)
                                        .map(AuthorityOptions::text)
                                        .collect(Collectors.joining(", "))
                                + ", found `" + role + "`",
                        2));
    }

    private static String text(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    SigningKey rootKey() throws CommandFailed, KeyFileException {
        return password.readKey(rootKey);
    }

    ExecutorConfig config() throws CommandFailed {
        return deployment.config();
    }

    boolean json() {
        return json;
    }
}
