package dev.holdfast.cli.command.replay;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.command.past.RulesetSearch;
import dev.holdfast.cli.command.past.Source;
import dev.holdfast.cli.command.past.Span;
import dev.holdfast.cli.inputs.InputsReplay;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.trust.keyfile.KeyFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes every recorded decision again: its facts, under the ruleset that was in force, must come to the same findings, verdict and move, byte for byte.",
            "Nothing is sent or changed."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast replay --from 2030-01-31T08:00:00Z --rules house-rules",
            "  holdfast replay --file decisions.avro --json",
            "  holdfast replay --from-inputs --root root.pem.pub --evaluator-key evaluator.pem",
            "",
            "Exit status: 0 all is the same; 1 something is not, or could not be read; 2 nothing differs and something cannot be told, such as for want of a"
                    + " ruleset; or wrong usage."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Decisions from then on, such as 2030-01-31T08:00:00Z. Default: all there are.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Decisions before then. Default: now.")
    private @Nullable String to;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Decisions from a file that `holdfast rules record` wrote, and not from Kafka.")
    private @Nullable Path file;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description =
                    "Folder of rules that an evaluator was started with (`up --rules`, `rules.directory`), or of a"
                            + " pack, where they were not published. Repeatable.")
    private List<Path> rules = List.of();

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many mismatches to print. Default: ${DEFAULT-VALUE}.")
    private int show;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many threads decode and decide. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--from-inputs",
            description =
                    "Take all inputs again from the topics' beginnings, in the order on record, and compare every record"
                            + " that comes of them with what the evaluator wrote. With --root; not with --file, --from, --to.")
    private boolean fromInputs;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "--from-inputs: the deployment's root public key, PEM.")
    private @Nullable Path root;

    @Option(
            names = "--evaluator-key",
            paramLabel = "FILE",
            description = "--from-inputs: the evaluator's private key. Without it its signatures are not compared, and"
                    + " heartbeats of sessions and requests cannot be followed.")
    private @Nullable Path evaluatorKey;

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Option(
            names = "--partition",
            paramLabel = "N",
            description = "--from-inputs: only this partition, from 0. Default: all.")
    private @Nullable Integer partition;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed, InterruptedException {
        if (threads < 1 || threads > 64) {
            throw new CommandFailed("expected --threads from 1 to 64, found " + threads, 2);
        }
        if (fromInputs) {
            return fromInputs();
        }
        if (root != null || evaluatorKey != null || partition != null) {
            throw new CommandFailed("--root, --evaluator-key and --partition go with --from-inputs", 2);
        }
        Span span = Span.of(from, to);
        var rulebooks = new Rulebooks(new RulesetSearch(rules, config()));
        EntriesReport report;
        try (Recording recording = Source.open(file, deployment, span)) {
            report = new EntriesReport(
                    recording.name(), EntriesReplay.of(recording, rulebooks, span, Math.max(0, show), threads));
        }
        EntriesReplay.Result result = report.result();
        PrintWriter err = spec.commandLine().getErr();
        result.faults().forEach(fault -> err.println("holdfast: " + fault));
        if (result.same() + result.different() + result.untold() + result.faulty() == 0) {
            throw new CommandFailed(
                    "expected decisions from " + span + " in `" + report.source() + "`, found none"
                            + (result.outside() == 0 ? "" : ", and " + result.outside() + " outside that span"),
                    2);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(report.json()));
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
        return result.exit();
    }

    private int fromInputs() throws IOException, CommandFailed {
        if (root == null || file != null || from != null || to != null || rules.size() > 1) {
            throw new CommandFailed(
                    "expected --from-inputs with --root and at most one folder of --rules, without --file, --from and --to",
                    2);
        }
        InputsReplay.Setting setting;
        try {
            setting = new InputsReplay.Setting(
                    KeyFiles.readVerifyingKey(root),
                    configured(),
                    evaluatorKey == null ? null : password.readKey(evaluatorKey));
        } catch (KeyFiles.KeyFileException e) {
            throw new CommandFailed("--root, --evaluator-key: " + e.getMessage(), 2);
        }
        InputsReport report = InputsReport.of(deployment.config(), setting, partition == null ? -1 : partition);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(report.json()));
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
        return report.exit();
    }

    private CompiledRuleset configured() throws IOException, CommandFailed {
        try {
            return CompiledRuleset.compile(rules.isEmpty() ? Ruleset.baseline() : Ruleset.baselineAnd(rules.get(0)));
        } catch (IllegalArgumentException | CompiledRuleset.Broken e) {
            throw new CommandFailed("--rules: " + e.getMessage(), 2);
        }
    }

    /** What ships, or is named, needs no deployment. */
    private Optional<ExecutorConfig> config() throws CommandFailed {
        try {
            return Optional.of(deployment.config());
        } catch (CommandFailed e) {
            if (file == null) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
