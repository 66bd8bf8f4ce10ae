package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.Authority;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast authority}. */
@Command(
        name = "authority",
        mixinStandardHelpOptions = true,
        description = "Says who may sign what. Only the root key can.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AuthorityCommand.Publish.class, AuthorityCommand.Withdraw.class})
public final class AuthorityCommand {
    private static final Instant ALWAYS = Instant.EPOCH;
    private static final Instant NEVER = Instant.ofEpochMilli(Limits.INSTANT_MAXIMUM_MILLIS);

    /** {@code holdfast authority publish}. */
    @Command(
            name = "publish",
            sortOptions = false,
            description =
                    "Vouches for an authority, or changes it. To change its keys, publish it with a higher version."
                            + " Repeating a version changes nothing, unless it says something else: then it is refused.",
            footer = {
                "",
                "Example:",
                "  holdfast authority publish --name issuers --version 1 --role grant-issuer \\",
                "      --key issuer.pem.pub --root-key root.pem"
            })
    static final class Publish implements Callable<Integer> {
        @Mixin
        private final AuthorityOptions options = new AuthorityOptions();

        @Option(
                names = "--key",
                required = true,
                arity = "1..*",
                paramLabel = "FILE.pub",
                description = "Public keys (PEM) that may sign for it.")
        private List<Path> keys = new ArrayList<>();

        @Option(
                names = "--threshold",
                defaultValue = "1",
                paramLabel = "K",
                description = "How many of these keys must sign. Default: ${DEFAULT-VALUE}.")
        private int threshold;

        @Option(
                names = "--not-before",
                paramLabel = "INSTANT",
                description = "From when on it may sign, such as 2030-01-31T08:00:00Z. Default: from the beginning.")
        private Instant notBefore = ALWAYS;

        @Option(
                names = "--not-after",
                paramLabel = "INSTANT",
                description =
                        "From when on it may not sign any more, nor is believed what it has signed. Default: never.")
        private Instant notAfter = NEVER;

        @Option(
                names = "--agent",
                arity = "1..*",
                paramLabel = "PATTERN",
                description = "Agents it may speak for; `*` stands for any run of characters. Default: all.")
        private List<String> agents = new ArrayList<>();

        @Option(
                names = "--tenant",
                arity = "1..*",
                paramLabel = "PATTERN",
                description = "Tenants it may speak for. Default: all, and those without one.")
        private List<String> tenants = new ArrayList<>();

        @Option(
                names = "--region",
                arity = "1..*",
                paramLabel = "PATTERN",
                description = "Regions it may speak for. Default: all, and those without one.")
        private List<String> regions = new ArrayList<>();

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed, KeyFileException {
            GeneratedClasses.trust();
            var raw = new ArrayList<ByteBuffer>();
            for (Path key : keys) {
                raw.add(ByteBuffer.wrap(KeyFiles.readVerifyingKey(key).raw()));
            }
            var authority = Authority.newBuilder()
                    .setName(options.name())
                    .setVersion(options.version())
                    .setRole(options.role())
                    .setKeys(raw)
                    .setThreshold(threshold)
                    .setNotBefore(notBefore)
                    .setNotAfter(notAfter)
                    .setAgents(orAll(agents))
                    .setTenants(orAll(tenants))
                    .setRegions(orAll(regions))
                    .build();
            return published(authority, options, spec);
        }

        private static List<String> orAll(List<String> patterns) {
            return patterns.isEmpty() ? List.of("*") : patterns;
        }
    }

    /** {@code holdfast authority withdraw}. */
    @Command(
            name = "withdraw",
            sortOptions = false,
            description =
                    "Takes all keys from an authority. What runs under a grant of its alone is halted. It comes back"
                            + " only if it is published with a version that is higher still.",
            footer = {
                "",
                "Example:",
                "  holdfast authority withdraw --name issuers --version 2 --role grant-issuer \\",
                "      --root-key root.pem"
            })
    static final class Withdraw implements Callable<Integer> {
        @Mixin
        private final AuthorityOptions options = new AuthorityOptions();

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed, KeyFileException {
            GeneratedClasses.trust();
            var authority = Authority.newBuilder()
                    .setName(options.name())
                    .setVersion(options.version())
                    .setRole(options.role())
                    .setKeys(List.of())
                    .setNotBefore(ALWAYS)
                    .setNotAfter(NEVER)
                    .build();
            return published(authority, options, spec);
        }
    }

    private static Integer published(Authority authority, AuthorityOptions options, CommandSpec spec)
            throws CommandFailed, KeyFileException {
        Published.authority(
                authority,
                options.config(),
                options.rootKey(),
                options.json(),
                spec.commandLine().getOut());
        return 0;
    }
}
