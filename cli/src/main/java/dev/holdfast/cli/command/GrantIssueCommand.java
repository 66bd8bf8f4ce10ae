package dev.holdfast.cli.command;

import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.process.Launch;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
    @Option(
            names = "--execution",
            required = true,
            paramLabel = "ID",
            description = "The execution: a path such as `order-17/fetch`. Every execution needs an id of its own.")
    private String execution = "";

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
            names = "--executor-key",
            required = true,
            paramLabel = "FILE",
            description = "Public key (PEM) of the executor that may use the grant.")
    private Path executorKey = Path.of("");

    @Option(
            names = "--executable",
            paramLabel = "PATH",
            description =
                    "The program that may run: its digest now becomes the reference value, and starting it the first thing in"
                            + " the scope.")
    private @Nullable Path executable;

    @Option(
            names = "--allow",
            paramLabel = "ACTION:RESOURCE[#COUNT]",
            description =
                    "An action that may be done, on resources that fit; `*` stands for any run of characters; COUNT for how often."
                            + " May be repeated.")
    private List<String> allow = new ArrayList<>();

    @Option(
            names = "--budget",
            paramLabel = "COUNTER=MOST",
            description =
                    "The most that a counter may reach: cpu.millis, memory.bytes, processes, connections, or one of the program's"
                            + " own. May be repeated.")
    private Map<String, Long> budgets = new LinkedHashMap<>();

    @Option(
            names = "--waive-environment",
            description =
                    "Bind the grant to no environment. Without --executable and without this, no lease is ever given.")
    private boolean waiveEnvironment;

    @Option(
            names = "--policy",
            paramLabel = "DIGEST",
            description = "Digest of the ruleset that must be in force. Default: whichever is.")
    private @Nullable String policy;

    @Option(
            names = "--valid-for",
            defaultValue = "1h",
            description = "How long the grant is valid, such as 90s, 10m, 8h, 7d. Default: ${DEFAULT-VALUE}.")
    private String validFor = "";

    @Option(
            names = "--not-before",
            paramLabel = "INSTANT",
            description = "When it begins to be valid, such as 2030-01-31T08:00:00Z. Default: now.")
    private @Nullable Instant notBefore;

    @Option(
            names = "--heartbeat",
            defaultValue = "1s",
            description = "Rhythm of heartbeats. Default: ${DEFAULT-VALUE}.")
    private String heartbeat = "";

    @Option(names = "--lease", defaultValue = "10s", description = "How long a lease lasts. Default: ${DEFAULT-VALUE}.")
    private String lease = "";

    @Option(
            names = "--grace",
            defaultValue = "10s",
            description = "How long it may stay paused before it is halted. Default: ${DEFAULT-VALUE}.")
    private String grace = "";

    @Option(
            names = "--metadata",
            paramLabel = "NAME=TEXT",
            description = "Whatever rules of your own may read. May be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(
            names = "--issuer-key",
            paramLabel = "FILE",
            description = "Private key that signs. Default: .holdfast/keys/issuer.pem, which `holdfast up` makes.")
    private Path issuerKey = DataLayout.standard().issuerKey();

    @Option(
            names = "--trust-domain",
            defaultValue = LocalDeployment.TRUST_DOMAIN,
            description = "The deployment that the grant is for. Default: ${DEFAULT-VALUE}.")
    private String trustDomain = "";

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the grant goes.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print the grant as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException, InvalidGrant, GrantFileException, IOException {
        GeneratedClasses.trust();
        SignedGrant signed = SignedGrant.issue(grant(), KeyFiles.readSigningKey(issuerKey), trustDomain);
        GrantFile.write(out, signed);
        GrantText.print(signed, json, spec.commandLine().getOut());
        return 0;
    }

    private Grant grant() throws CommandFailed, KeyFileException, IOException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Instant from = notBefore == null ? now : notBefore;
        List<ScopeRule> scope = new ArrayList<>();
        Map<String, List<String>> references = new HashMap<>();
        if (executable != null) {
            Path resolved = new Launch(
                            execution,
                            List.of(executable.toString()),
                            Path.of("").toAbsolutePath(),
                            Map.of(),
                            Containment.MARKER)
                    .executable()
                    .toRealPath();
            scope.add(new ScopeRule(Supervisor.START_ACTION, resolved.toString(), null, null));
            references.put(Supervisor.EXECUTABLE_SHA256, List.of(new ExecutableDigest(resolved).sha256()));
        }
        for (String rule : allow) {
            scope.add(ScopeText.parse(rule));
        }
        if (scope.isEmpty()) {
            throw new CommandFailed(
                    "the grant grants nothing: expected --executable PATH or at least one --allow ACTION:RESOURCE", 2);
        }
        if (references.isEmpty() && !waiveEnvironment) {
            throw new CommandFailed(
                    "the grant is bound to no environment, so no lease would ever be given: expected --executable PATH, or"
                            + " --waive-environment to say that any will do",
                    2);
        }
        return Grant.newBuilder()
                .setExecutionId(execution)
                .setGrantId(UUID.randomUUID().toString())
                .setAgent(agent)
                .setInitiator(initiator)
                .setTenant(tenant)
                .setExecutorKey(
                        ByteBuffer.wrap(KeyFiles.readVerifyingKey(executorKey).raw()))
                .setIssuedAt(now)
                .setNotBefore(from)
                .setNotAfter(from.plus(duration("--valid-for", validFor)))
                .setScope(scope)
                .setBudgets(budgets)
                .setReferenceValues(references)
                .setWaived(waiveEnvironment ? List.of(Dimension.ENVIRONMENT) : List.of())
                .setPolicyDigest(policy)
                .setHeartbeatIntervalMillis(millis("--heartbeat", heartbeat))
                .setLeaseMillis(millis("--lease", lease))
                .setGraceMillis(millis("--grace", grace))
                .setMetadata(metadata)
                .build();
    }

    private static int millis(String option, String text) throws CommandFailed {
        Duration duration = duration(option, text);
        if (duration.toMillis() > Integer.MAX_VALUE) {
            throw new CommandFailed(
                    option + ": expected at most " + Integer.MAX_VALUE + " ms, found `" + text + "`", 2);
        }
        return (int) duration.toMillis();
    }

    private static Duration duration(String option, String text) throws CommandFailed {
        return DurationText.parse(text)
                .orElseThrow(() -> new CommandFailed(
                        option + ": expected a duration such as 500ms, 90s, 10m, 8h or 7d, found `" + text + "`", 2));
    }
}
