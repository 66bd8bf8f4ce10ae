package dev.holdfast.cli.command;

import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast grant issue}. */
@Command(
        name = "issue",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Signs a grant: who may run what, until when, within which scope and budgets.",
        footer = {
            "",
            "Example:",
            "  holdfast grant issue --execution hello --agent demo --executor-key agent.pem.pub \\",
            "      --executable /bin/sleep --budget cpu.millis=5000 --valid-for 10m --out hello.grant"
        })
final class GrantIssueCommand implements Callable<Integer> {
    private static final Duration VALID_BY_DEFAULT = Duration.ofHours(1);

    @Mixin
    private final GrantTerms terms = new GrantTerms();

    @Option(names = "--agent", required = true, description = "The agent, job or worker that runs.")
    private String agent = "";

    @Option(
            names = "--initiator",
            defaultValue = "${user.name}",
            description = "Who asked for it. Default: you (${DEFAULT-VALUE}).")
    private String initiator = "";

    @Option(names = "--tenant", defaultValue = "", description = "On whose behalf it runs. Default: none.")
    private String tenant = "";

    @Option(
            names = "--region",
            defaultValue = "",
            description = "Where it may run, as your authorities name regions. Default: not said.")
    private String region = "";

    @Option(
            names = "--issuer-key",
            paramLabel = "FILE",
            description = "Private key that signs. Default: .holdfast/keys/issuer.pem, which `holdfast up` makes.")
    private Path issuerKey = DataLayout.standard().issuerKey();

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Option(
            names = "--trust-domain",
            defaultValue = LocalDeployment.TRUST_DOMAIN,
            description = "The deployment that the grant is for. Default: ${DEFAULT-VALUE}.")
    private String trustDomain = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException, InvalidGrant, GrantFileException, IOException {
        GeneratedClasses.trust();
        SignedGrant signed = SignedGrant.issue(grant(), password.readKey(issuerKey), trustDomain);
        terms.write(signed, spec.commandLine().getOut());
        return 0;
    }

    private Grant grant() throws CommandFailed, KeyFileException, IOException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Grant grant = Grant.newBuilder()
                .setExecutionId("")
                .setGrantId("")
                .setAgent(agent)
                .setInitiator(initiator)
                .setTenant(tenant)
                .setRegion(region)
                .setExecutorKey(ByteBuffer.allocate(0))
                .setIssuedAt(now)
                .setNotBefore(now)
                .setNotAfter(now)
                .setScope(List.of())
                .build();
        terms.applyTo(grant, now, VALID_BY_DEFAULT);
        if (grant.getScope().isEmpty()) {
            throw new CommandFailed(
                    "the grant grants nothing: expected --executable PATH or at least one --allow ACTION:RESOURCE", 2);
        }
        boolean attested = grant.getTpm() != null || !grant.getStatementKeys().isEmpty();
        if (grant.getReferenceValues().isEmpty()
                && !attested
                && grant.getWaived().isEmpty()) {
            throw new CommandFailed(
                    "the grant is bound to no environment, so no lease would ever be given: expected --executable PATH, or"
                            + " --waive-environment to say that any will do",
                    2);
        }
        return grant;
    }
}
