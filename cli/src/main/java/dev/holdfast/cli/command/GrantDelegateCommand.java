package dev.holdfast.cli.command;

import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.grant.Attenuation;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast grant delegate}. */
@Command(
        name = "delegate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Signs a grant for a child of an execution, with the executor's key of its parent. The child has its parent's"
                        + " terms, but for what is given here, and never more. --allow takes the place of the parent's scope.",
        footer = {
            "",
            "Example:",
            "  holdfast grant delegate --parent-grant hello.grant --parent-key agent.pem \\",
            "      --execution hello/fetch --executor-key child.pem.pub \\",
            "      --allow 'work.step:one' --valid-for 5m --out fetch.grant"
        })
final class GrantDelegateCommand implements Callable<Integer> {
    @Option(
            names = "--parent-grant",
            required = true,
            paramLabel = "FILE",
            description = "The parent's grant. It has to allow delegation: see --delegation-depth.")
    private Path parentGrant = Path.of("");

    @Option(
            names = "--parent-key",
            required = true,
            paramLabel = "FILE",
            description = "Private key of the parent's executor, which signs.")
    private Path parentKey = Path.of("");

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "The agent, job or worker that runs. Default: the parent's.")
    private @Nullable String agent;

    @Mixin
    private final GrantTerms terms = new GrantTerms();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException, InvalidGrant, GrantFileException, IOException {
        GeneratedClasses.trust();
        SignedGrant parent = GrantFile.read(parentGrant);
        SigningKey key = password.readKey(parentKey);
        if (!parent.grant()
                .getExecutorKey()
                .equals(ByteBuffer.wrap(key.verifyingKey().raw()))) {
            throw new CommandFailed(
                    "--parent-key: expected the private half of the executor key that the parent's grant names, found "
                            + key.verifyingKey());
        }
        SignedGrant signed = SignedGrant.issue(child(parent.grant()), key, parent.trustDomain());
        terms.write(signed, spec.commandLine().getOut());
        return 0;
    }

    private Grant child(Grant parent) throws CommandFailed, KeyFileException, IOException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Grant child = Grant.newBuilder(parent).build();
        if (agent != null) {
            child.setAgent(agent);
        }
        if (now.isAfter(parent.getNotBefore())) {
            child.setNotBefore(now);
        }
        terms.applyTo(child, now, null);
        Optional<String> excess = Attenuation.firstExcess(parent, child);
        if (excess.isPresent()) {
            throw new CommandFailed("the child would have more than its parent: " + excess.get());
        }
        return child;
    }
}
