package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.cli.governance.RulesetWatch;
import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.check.RuleCheck;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast rules publish}. */
@Command(
        name = "publish",
        sortOptions = false,
        description = {
            "Checks packs of rules, builds one ruleset of them and the baseline, signs it, and sends it to every partition.",
            "Evaluators verify and compile it beside what they decide, then swap: what runs is judged anew at once."
        },
        footer = {
            "",
            "Example:",
            "  holdfast rules publish rules/packs/agents --note \"budgets for tools\"",
            "",
            "Exit status: 0 in force everywhere (or published, with --wait 0); 1 errors in the rules, refused, or not in force in"
                    + " time; 2 wrong usage."
        })
final class RulesPublishCommand implements Callable<Integer> {
    // Not the standard options: `--version` is the ruleset's here.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(
            paramLabel = "PACK_DIR",
            arity = "0..*",
            description = "Folders of packs that are to be in force beside the baseline; none for the baseline alone.")
    private List<Path> folders = List.of();

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Higher with every ruleset: an older one is refused. Default: the milliseconds since 1970.")
    private @Nullable Long version;

    @Option(
            names = "--activate-at",
            paramLabel = "INSTANT",
            description = "In force from then on, such as 2030-01-31T08:00:00Z. Default: as soon as it is compiled.")
    private @Nullable String activateAt;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What has changed, for people.")
    private String note = "";

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

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "How long to wait until it is in force on every partition. Default: ${DEFAULT-VALUE}; 0 for not at all,"
                            + " as with --activate-at.")
    private int wait;

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed, KeyFileException {
        GeneratedClasses.trust();
        PrintWriter out = spec.commandLine().getOut();
        Packs packs = Packs.read(folders);
        if (!sound(packs)) {
            return 1;
        }
        RulesetRecord ruleset = record(Packs.withBaseline(packs.packs()));
        Act act = act(ruleset);
        List<SigningKey> signers = password.readKeys(
                authorKeys.isEmpty() ? List.of(DataLayout.standard().policyAuthorKey()) : authorKeys);
        ExecutorConfig config = deployment.config();
        boolean waits = wait > 0 && activateAt == null;
        try (RulesetWatch watch = waits ? new RulesetWatch(config) : null) {
            long published = System.nanoTime();
            int partitions;
            try (var publisher = new GovernancePublisher(config)) {
                published = System.nanoTime();
                partitions = publisher.publish(act, signers);
            }
            Map<String, Object> object = object(ruleset, signers, partitions);
            if (!json) {
                say(out, ruleset, object);
            }
            int status = watch == null ? 0 : follow(watch, ruleset, published, object);
            if (json) {
                out.println(Json.line(object));
            }
            out.flush();
            return status;
        }
    }

    private boolean sound(Packs packs) {
        if (packs.packs().isEmpty()) {
            return true;
        }
        Report report = RuleCheck.check(packs.packs(), System::nanoTime);
        if (report.errors() > 0) {
            PrintWriter err = spec.commandLine().getErr();
            new ReportText(report, packs.folderOf()).lines().forEach(err::println);
            err.println("nothing was published");
            err.flush();
        }
        return report.errors() == 0;
    }

    private RulesetRecord record(Ruleset ruleset) throws CommandFailed {
        return RulesetRecord.newBuilder()
                .setVersion(version == null ? System.currentTimeMillis() : version)
                .setDigest(ruleset.digest())
                .setFiles(ruleset.files().stream()
                        .map(file -> new RuleFile(file.path(), file.text()))
                        .toList())
                .setActivateAt(instant())
                .setAuthor(by)
                .setNote(note)
                .build();
    }

    private Instant instant() throws CommandFailed {
        if (activateAt == null) {
            return Instant.EPOCH;
        }
        try {
            return Instant.parse(activateAt);
        } catch (DateTimeParseException e) {
            throw new CommandFailed(
                    "--activate-at: expected an instant such as 2030-01-31T08:00:00Z, found `" + activateAt + "`", 2);
        }
    }

    private static Act act(RulesetRecord ruleset) throws CommandFailed {
        try {
            return Act.of(ruleset);
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }

    private int follow(RulesetWatch watch, RulesetRecord ruleset, long published, Map<String, Object> object) {
        RulesetWatch.Outcome outcome = watch.await(ruleset.getVersion(), ruleset.getDigest(), Duration.ofSeconds(wait));
        long millis = Duration.ofNanos(System.nanoTime() - published).toMillis();
        object.put("outcome", outcome.kind().name());
        object.put("afterMillis", millis);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        switch (outcome.kind()) {
            case IN_FORCE -> {
                if (!json) {
                    out.println("in force on every partition after " + millis + " ms");
                }
            }
            case REFUSED -> {
                object.put("why", outcome.detail());
                err.println("refused: " + outcome.detail() + "\nthe rules that were in force still are");
            }
            case OPEN -> {
                object.put("why", outcome.detail());
                err.println("not in force everywhere within " + wait + " s: " + outcome.detail());
            }
        }
        err.flush();
        return outcome.kind() == RulesetWatch.Outcome.Kind.IN_FORCE ? 0 : 1;
    }

    private static Map<String, Object> object(RulesetRecord ruleset, List<SigningKey> signers, int partitions) {
        var object = new LinkedHashMap<String, Object>();
        object.put("act", "ruleset");
        object.put("version", ruleset.getVersion());
        object.put("digest", ruleset.getDigest());
        object.put("files", ruleset.getFiles().size());
        object.put(
                "signedBy",
                signers.stream().map(key -> key.verifyingKey().id().toString()).toList());
        object.put("partitions", partitions);
        return object;
    }

    private static void say(PrintWriter out, RulesetRecord ruleset, Map<String, Object> object) {
        out.println("published ruleset version " + ruleset.getVersion() + ": "
                + ruleset.getFiles().size() + " files, digest " + ruleset.getDigest());
        out.println("signed by " + object.get("signedBy") + "; a copy on each of " + object.get("partitions")
                + " partitions");
        out.flush();
    }
}
