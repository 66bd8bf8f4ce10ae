package dev.holdfast.cli.command;

import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.process.Launch;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Detail;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The terms of a grant, as options. What is not given stays as the grant has it to which they are applied. */
final class GrantTerms {
    @Option(
            names = "--execution",
            required = true,
            paramLabel = "ID",
            description = "The execution: a path such as `order-17/fetch`. Every execution needs an id of its own.")
    private String execution = "";

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
            paramLabel = "ACTION:RESOURCE[#COUNT][#COUNT/min]",
            description =
                    "An action that may be done, on resources that fit; `*` stands for any run of characters; COUNT for how often in all, or in"
                            + " a minute. May be repeated.")
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
            description =
                    "Digest of the ruleset that must be in force. Default: whichever is; a child's: its parent's.")
    private @Nullable String policy;

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            description =
                    "How long the grant is valid, such as 90s, 10m, 8h, 7d. Default: 1h; a child's: as long as its parent's.")
    private @Nullable String validFor;

    @Option(
            names = "--not-before",
            paramLabel = "INSTANT",
            description = "When it begins to be valid, such as 2030-01-31T08:00:00Z. Default: now.")
    private @Nullable Instant notBefore;

    @Option(
            names = "--heartbeat",
            paramLabel = "DURATION",
            description = "Rhythm of heartbeats. Default: 1s; a child's: its parent's.")
    private @Nullable String heartbeat;

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description = "How long a lease lasts. Default: 10s; a child's: its parent's.")
    private @Nullable String lease;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description = "How long it may stay paused before it is halted. Default: 10s; a child's: its parent's.")
    private @Nullable String grace;

    @Option(
            names = "--confirm-within",
            paramLabel = "DURATION",
            description =
                    "How long a command may stay unconfirmed before it is escalated. Default: 5s; a child's: its parent's.")
    private @Nullable String confirmWithin;

    @Option(
            names = "--require",
            paramLabel = "CAPABILITY",
            description =
                    "What the executor must be able to do beside what every one must: pause, kill or freeze. May be repeated.")
    private List<String> require = new ArrayList<>();

    @Option(
            names = "--delegation-depth",
            paramLabel = "N",
            description = "How many levels of executions may be delegated below this one. Default: 0.")
    private int delegationDepth;

    @Option(
            names = "--metadata",
            paramLabel = "NAME=TEXT",
            description = "Whatever rules of your own may read. May be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(
            names = "--detail",
            paramLabel = "LEVEL",
            description =
                    "What goes on record: `changes`, or `full` for every evaluation. Default: changes; a child's: its parent's.")
    private @Nullable String detail;

    @Option(
            names = "--seal",
            paramLabel = "FACT",
            description =
                    "Name of a fact, such as `counters` or `metadata`, whose value lineage holds as a salted commitment alone. May be repeated.")
    private List<String> seal = new ArrayList<>();

    @Mixin
    private final EvidenceTerms evidence = new EvidenceTerms();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the grant goes.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print the grant as JSON.")
    private boolean json;

    /**
     * Writes the terms that were given into a grant, under a new id of its own.
     *
     * @param validByDefault how long it is valid unless that was given; null for what the grant says
     */
    void applyTo(Grant grant, Instant now, @Nullable Duration validByDefault)
            throws CommandFailed, KeyFileException, IOException {
        grant.setExecutionId(execution);
        grant.setGrantId(UUID.randomUUID().toString());
        grant.setExecutorKey(
                ByteBuffer.wrap(KeyFiles.readVerifyingKey(executorKey).raw()));
        grant.setIssuedAt(now);
        if (notBefore != null) {
            grant.setNotBefore(notBefore);
        }
        if (validFor != null) {
            grant.setNotAfter(grant.getNotBefore().plus(duration("--valid-for", validFor)));
        } else if (validByDefault != null) {
            grant.setNotAfter(grant.getNotBefore().plus(validByDefault));
        }
        scope(grant);
        evidence.applyTo(grant);
        var most = new LinkedHashMap<>(grant.getBudgets());
        most.putAll(budgets);
        grant.setBudgets(most);
        if (waiveEnvironment) {
            grant.setWaived(List.of(Dimension.ENVIRONMENT));
        }
        if (policy != null) {
            grant.setPolicyDigest(policy);
        }
        grant.setHeartbeatIntervalMillis(millis("--heartbeat", heartbeat, grant.getHeartbeatIntervalMillis()));
        grant.setLeaseMillis(millis("--lease", lease, grant.getLeaseMillis()));
        grant.setGraceMillis(millis("--grace", grace, grant.getGraceMillis()));
        grant.setConfirmationMillis(millis("--confirm-within", confirmWithin, grant.getConfirmationMillis()));
        grant.setRequiredCapabilities(capabilities(grant.getRequiredCapabilities()));
        grant.setDelegationDepth(delegationDepth);
        var said = new LinkedHashMap<>(grant.getMetadata());
        said.putAll(metadata);
        grant.setMetadata(said);
        grant.setDetail(detail(grant.getDetail()));
        var sealed = new LinkedHashSet<>(grant.getSealed());
        sealed.addAll(seal);
        grant.setSealed(List.copyOf(sealed));
    }

    /** Writes a grant to where it was asked for, and shows it. */
    void write(SignedGrant signed, PrintWriter stdout) throws GrantFileException {
        GrantFile.write(out, signed);
        GrantText.print(signed, json, stdout);
    }

    /** Another program takes the place of the one before, other actions the place of those before. */
    private void scope(Grant grant) throws CommandFailed, IOException {
        var rules = new ArrayList<ScopeRule>();
        if (executable != null) {
            Path resolved = new Launch(
                            execution,
                            List.of(executable.toString()),
                            Path.of("").toAbsolutePath(),
                            Map.of(),
                            Containment.MARKER)
                    .executable()
                    .toRealPath();
            rules.add(new ScopeRule(Supervisor.START_ACTION, resolved.toString(), null, null));
            var references = new LinkedHashMap<>(grant.getReferenceValues());
            references.put(Supervisor.EXECUTABLE_SHA256, List.of(new ExecutableDigest(resolved).sha256()));
            grant.setReferenceValues(references);
        }
        for (ScopeRule before : grant.getScope()) {
            boolean starts = before.getAction().equals(Supervisor.START_ACTION);
            if (starts ? executable == null : allow.isEmpty()) {
                rules.add(before);
            }
        }
        for (String rule : allow) {
            rules.add(ScopeText.parse(rule));
        }
        grant.setScope(rules);
    }

    private List<Capability> capabilities(List<Capability> before) throws CommandFailed {
        var all = new LinkedHashSet<>(before);
        for (String each : require) {
            all.add(
                    switch (each.toLowerCase(Locale.ROOT)) {
                        case "pause" -> Capability.PAUSE;
                        case "kill" -> Capability.KILL;
                        case "freeze" -> Capability.FREEZE;
                        default ->
                            throw new CommandFailed(
                                    "--require: expected pause, kill or freeze, found `" + each + "`", 2);
                    });
        }
        return List.copyOf(all);
    }

    private Detail detail(Detail before) throws CommandFailed {
        if (detail == null) {
            return before;
        }
        return switch (detail) {
            case "changes" -> Detail.CHANGES;
            case "full" -> Detail.FULL;
            default -> throw new CommandFailed("--detail: expected changes or full, found `" + detail + "`", 2);
        };
    }

    private static int millis(String option, @Nullable String text, int before) throws CommandFailed {
        if (text == null) {
            return before;
        }
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
