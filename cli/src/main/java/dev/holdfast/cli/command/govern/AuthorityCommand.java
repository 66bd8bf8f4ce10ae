package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    /** What an input record leaves for a bundle. */
    private static final long BUNDLE_MAXIMUM_BYTES = Limits.VALUE_BYTES - 2 * 1024;

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
                "      --key issuer.pem.pub --root-key root.pem",
                "  holdfast authority publish --name workloads --version 1 --role executor-ca \\",
                "      --spiffe-trust-domain example.org --bundle bundle.json --root-key root.pem"
            })
    static final class Publish implements Callable<Integer> {
        @Mixin
        private final AuthorityOptions options = new AuthorityOptions();

        @Option(
                names = "--key",
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
                names = "--spiffe-trust-domain",
                paramLabel = "NAME",
                description =
                        "Of an executor-ca: the SPIFFE trust domain whose SVIDs it verifies, such as example.org.")
        private String spiffeTrustDomain = "";

        @Option(
                names = "--bundle",
                paramLabel = "FILE",
                description =
                        "Of an executor-ca: that trust domain's bundle, a JWK set, or certificates in PEM for X509-SVIDs alone.")
        private @Nullable Path bundle;

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
            boolean ca = options.role() == Role.EXECUTOR_CA;
            if (ca ? bundle == null && keys.isEmpty() : bundle != null || keys.isEmpty()) {
                throw new CommandFailed(
                        ca
                                ? "expected --key, or --spiffe-trust-domain and --bundle, or both, of an executor-ca"
                                : "expected --key, and no --bundle, of any role but executor-ca",
                        2);
            }
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
                    .setSpiffeTrustDomain(spiffeTrustDomain)
                    .setBundle(ByteBuffer.wrap(bundle == null ? new byte[0] : read(bundle)))
                    .build();
            return published(authority, options, spec);
        }

        private static byte[] read(Path bundle) throws CommandFailed {
            try {
                long size = Files.size(bundle);
                if (size > BUNDLE_MAXIMUM_BYTES) {
                    throw new CommandFailed("expected a bundle of at most " + BUNDLE_MAXIMUM_BYTES + " bytes, found `"
                            + bundle + "` with " + size + "; leave out what no workload of yours uses any more");
                }
                return Files.readAllBytes(bundle);
            } catch (IOException e) {
                throw new CommandFailed("cannot read the bundle `" + bundle + "`: " + e.getMessage());
            }
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
                    "Takes all keys, or the bundle, from an authority. What runs under a grant of its alone is halted. It comes back"
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
