package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.cli.governance.RulesetFile;
import dev.holdfast.cli.governance.RulesetLine;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.check.RuleCheck;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
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
            "Examples:",
            "  holdfast rules publish rules/packs/agents --note \"budgets for tools\"",
            "  holdfast rules publish rules/packs/agents --out rules.json",
            "  holdfast rules publish --signed rules.json",
            "",
            "Exit status: 0 in force everywhere (pending everywhere, with --activate-at; published, with --wait 0; written, with --out); 1 errors in the rules, refused, or not in force in"
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
                    "How long to wait until it is in force on every partition, or pending with --activate-at. Default:"
                            + " ${DEFAULT-VALUE}; 0 for not at all.")
    private int wait;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it to this file instead, signed by each --author-key that is given, for others to sign"
                    + " (`holdfast rules sign`).")
    private @Nullable Path out;

    @Option(
            names = "--signed",
            paramLabel = "FILE",
            description =
                    "Publish the ruleset of a file that --out wrote, with the signatures it has. With --wait alone.")
    private @Nullable Path signed;

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
        if (signed != null) {
            return publishSigned(signed);
        }
        Packs packs = Packs.read(folders);
        if (!sound(packs)) {
            return 1;
        }
        if (shadow && activateAt != null) {
            throw new CommandFailed(
                    "--activate-at: expected none with --shadow; a trial begins as soon as it is compiled", 2);
        }
        RulesetRecord ruleset = record(Pack.withBaseline(packs.packs()));
        if (out != null) {
            return write(ruleset, out);
        }
        return new RulesetPublication(line(), act(ruleset), ruleset)
                .run(deployment.config(), authorship.signers(), Duration.ofSeconds(wait), voice());
    }

    private RulesetLine line() {
        return shadow ? RulesetLine.ON_TRIAL : RulesetLine.IN_FORCE;
    }

    private RulesetPublication.Voice voice() {
        return new RulesetPublication.Voice(
                spec.commandLine().getOut(), spec.commandLine().getErr(), json);
    }

    private int write(RulesetRecord ruleset, Path file) throws IOException, CommandFailed, KeyFileException {
        RulesetFile sealed = RulesetFile.unsigned(deployment.config().trustDomain(), line(), ruleset);
        act(ruleset);
        try {
            for (SigningKey key : authorship.named()) {
                sealed = sealed.signedBy(key);
            }
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
        sealed.write(file);
        PrintWriter text = spec.commandLine().getOut();
        if (json) {
            text.println(Json.line(SealedRulesets.object(sealed)));
        } else {
            SealedRulesets.lines(sealed).forEach(text::println);
            text.println("written to " + file + "; nothing was published");
        }
        text.flush();
        return 0;
    }

    private int publishSigned(Path file) throws IOException, CommandFailed {
        boolean alone = folders.isEmpty() && version == null && activateAt == null && out == null && note.isEmpty();
        if (!alone || shadow || replaceBaseline || authorship.isNamed()) {
            throw new CommandFailed(
                    "--signed: expected neither packs nor options of a ruleset beside it; all of that is in the file, and signed",
                    2);
        }
        RulesetFile sealed = SealedRulesets.read(file);
        ExecutorConfig config = deployment.config();
        if (!sealed.trustDomain().equals(config.trustDomain())) {
            throw new CommandFailed(
                    "expected a ruleset for the trust domain `" + config.trustDomain() + "`, found one for `"
                            + sealed.trustDomain() + "`; what is signed for one deployment is good in no other");
        }
        if (sealed.signatures().isEmpty()) {
            throw new CommandFailed(
                    "expected a signature in `" + file + "`, found none; sign it with `holdfast rules sign`");
        }
        Act act;
        try {
            act = sealed.act();
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
        return new RulesetPublication(sealed.line(), act, sealed.ruleset())
                .runSigned(
                        config,
                        sealed.signatures().stream()
                                .map(RulesetFile.Signature::value)
                                .toList(),
                        Duration.ofSeconds(wait),
                        voice());
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
