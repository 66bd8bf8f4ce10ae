package dev.holdfast.cli.command.admission;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.DurationText;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.VoucherFile;
import dev.holdfast.executor.VoucherFile.VoucherFileException;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.admission.ExecutorVoucher;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast voucher}. */
@Command(
        name = "voucher",
        mixinStandardHelpOptions = true,
        description = "Says whose an executor's key is.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = VoucherCommand.Issue.class)
public final class VoucherCommand {

    /** {@code holdfast voucher issue}. */
    @Command(
            name = "issue",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Vouches for an executor's key, as that of one agent, tenant and region. The key that signs must be one of an"
                            + " authority of role executor-ca; where that asks for several keys, each issues a voucher of its own.",
            footer = {
                "",
                "Example:",
                "  holdfast voucher issue --executor-key agent.pem.pub --agent batch-7 --valid-for 30d \\",
                "      --out agent.voucher"
            })
    static final class Issue implements Callable<Integer> {
        @Option(
                names = "--executor-key",
                required = true,
                paramLabel = "FILE",
                description = "Public key (PEM) of the executor.")
        private Path executorKey = Path.of("");

        @Option(names = "--agent", required = true, description = "The agent, job or worker whose key it is.")
        private String agent = "";

        @Option(names = "--tenant", defaultValue = "", description = "On whose behalf it may ask. Default: none.")
        private String tenant = "";

        @Option(names = "--region", defaultValue = "", description = "Where it may ask to run. Default: not said.")
        private String region = "";

        @Option(
                names = "--valid-for",
                defaultValue = "30d",
                paramLabel = "DURATION",
                description = "How long, such as 8h or 30d. Default: ${DEFAULT-VALUE}.")
        private String validFor = "";

        @Option(
                names = "--ca-key",
                paramLabel = "FILE",
                description =
                        "Private key that signs. Default: .holdfast/keys/executor-ca.pem, which `holdfast up` makes.")
        private Path caKey = DataLayout.standard().executorAuthorityKey();

        @Mixin
        private final KeyPassword password = new KeyPassword();

        @Option(
                names = "--trust-domain",
                defaultValue = LocalDeployment.TRUST_DOMAIN,
                description = "The deployment that the voucher is for. Default: ${DEFAULT-VALUE}.")
        private String trustDomain = "";

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the voucher goes.")
        private Path out = Path.of("");

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed, KeyFileException, VoucherFileException {
            Duration validity = DurationText.parse(validFor)
                    .orElseThrow(() -> new CommandFailed(
                            "--valid-for: expected a duration such as 8h or 30d, found `" + validFor + "`", 2));
            if (agent.isBlank()) {
                throw new CommandFailed("--agent: expected a name, found none", 2);
            }
            Instant notAfter = Instant.ofEpochMilli(System.currentTimeMillis()).plus(validity);
            ByteBuffer key =
                    ByteBuffer.wrap(KeyFiles.readVerifyingKey(executorKey).raw());
            var subject = new Subject(agent, tenant, region);
            SigningKey signer = password.readKey(caKey);
            byte[] signature = signer.sign(ExecutorVoucher.content(trustDomain, key, subject, notAfter.toEpochMilli()))
                    .header();
            VoucherFile.write(
                    out,
                    new VoucherFile.Vouched(
                            trustDomain, key, subject, new Voucher(notAfter, ByteBuffer.wrap(signature))));
            spec.commandLine()
                    .getOut()
                    .println("key " + KeyFiles.readVerifyingKey(executorKey).id() + " is that of agent `" + agent
                            + "` until " + notAfter + ", says key "
                            + signer.verifyingKey().id());
            return 0;
        }
    }
}
