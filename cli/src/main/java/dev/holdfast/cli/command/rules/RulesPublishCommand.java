package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.cli.governance.RulesetLine;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.check.RuleCheck;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
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
            "Evaluators verify and compile it beside what they decide, then swap: what runs is judged anew at once.",
            "With --shadow they only try it beside the rules in force; see `holdfast rules shadow`."
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

    @Option(
            names = "--shadow",
            description =
                    "Try it beside the rules in force: it decides nothing, and where it would decide otherwise is told on `shadow`.")
    private boolean shadow;

    @Option(
            names = "--replace-baseline",
            description = "Needed where a pack takes the place of the baseline that ships, or of a file of it.")
    private boolean replaceBaseline;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What has changed, for people.")
    private String note = "";

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "How long to wait until it is in force on every partition. Default: ${DEFAULT-VALUE}; 0 for not at all,"
                            + " as with --activate-at.")
    private int wait;

    @Mixin
    private final Authorship authorship = new Authorship();

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
        Packs packs = Packs.read(folders);
        if (!sound(packs)) {
            return 1;
        }
        if (shadow && activateAt != null) {
            throw new CommandFailed(
                    "--activate-at: expected none with --shadow; a trial begins as soon as it is compiled", 2);
        }
        RulesetRecord ruleset = record(Pack.withBaseline(packs.packs()));
        Act act = act(ruleset);
        var publication = new RulesetPublication(shadow ? RulesetLine.ON_TRIAL : RulesetLine.IN_FORCE, act, ruleset);
        return publication.run(
                deployment.config(),
                authorship.signers(),
                Duration.ofSeconds(activateAt == null ? wait : 0),
                new RulesetPublication.Voice(
                        spec.commandLine().getOut(), spec.commandLine().getErr(), json));
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
                .setAuthor(authorship.by())
                .setNote(note)
                .setBaselineReplaced(baselineReplaced(ruleset))
                .setCapabilities(List.copyOf(ruleset.capabilities()))
                .build();
    }

    private boolean baselineReplaced(Ruleset ruleset) throws CommandFailed {
        Optional<String> replaced = ruleset.replacedOfBaseline();
        if (replaced.isPresent() && !replaceBaseline) {
            throw new CommandFailed(
                    "expected the baseline as it ships, found another `" + replaced.get()
                            + "`; with --replace-baseline evaluators take it, and what the baseline guarantees is what you wrote",
                    2);
        }
        if (replaced.isEmpty() && replaceBaseline) {
            throw new CommandFailed(
                    "--replace-baseline: expected a pack `baseline` or `admission` other than the one that ships, found none; leave the"
                            + " option out",
                    2);
        }
        return replaced.isPresent();
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

    private Act act(RulesetRecord ruleset) throws CommandFailed {
        try {
            return shadow ? Act.ofTrial(ruleset) : Act.of(ruleset);
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }
}
