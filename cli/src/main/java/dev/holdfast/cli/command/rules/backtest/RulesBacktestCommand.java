package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.command.past.Source;
import dev.holdfast.cli.command.past.Span;
import dev.holdfast.cli.command.rules.Format;
import dev.holdfast.cli.recorded.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast rules backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a candidate over recorded decisions, and says which executions would have been paused or halted, sooner, later or never,"
                    + " against what really happened.",
            "The candidate is what `rules publish` would build of the same folders. Nothing is sent or changed."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast rules backtest rules/packs/agents --from 2030-01-24T00:00:00Z --to 2030-01-31T00:00:00Z --html report.html",
            "  holdfast rules backtest --baseline --file decisions.avro",
            "",
            "Exit status: 0 tried, whatever came of it; 1 the candidate is not sound, or some of the recording could not be used;"
                    + " 2 wrong usage, or no decisions to try it on."
        })
public final class RulesBacktestCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PACK_DIR",
            arity = "0..*",
            description = "Folders of packs that are to be tried beside the baseline.")
    private List<Path> folders = List.of();

    @Option(names = "--baseline", description = "Try the baseline alone.")
    private boolean baseline;

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

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json. Default: text.")
    private Format format = Format.TEXT;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with charts, which needs nothing else.")
    private @Nullable Path html;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many executions that would have gone otherwise to list. Default: ${DEFAULT-VALUE}.")
    private int show;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many threads decode and judge. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed, InterruptedException {
        if (folders.isEmpty() != baseline) {
            throw new CommandFailed("expected folders of packs, or --baseline and none, to try", 2);
        }
        if (threads < 1 || threads > 64) {
            throw new CommandFailed("expected --threads from 1 to 64, found " + threads, 2);
        }
        Span span = Span.of(from, to);
        Run.Result result;
        Account account;
        try (Recording recording = Source.open(file, deployment, span)) {
            Candidate candidate = Candidate.of(folders);
            result = Run.of(recording, candidate.rules(), span, threads);
            account = new Account(candidate.name(), candidate.rules().digest(), recording.name(), result);
        }
        PrintWriter err = spec.commandLine().getErr();
        result.faults().forEach(fault -> err.println("holdfast: " + fault));
        if (result.summary().decisions() == 0) {
            throw new CommandFailed(
                    "expected decisions from " + span + " in `" + account.source() + "`, found none to judge"
                            + (result.outside() == 0 ? "" : ", and " + result.outside() + " outside that span"),
                    2);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            out.println(Json.pretty(BacktestJson.of(account)));
        } else {
            new BacktestText(account, Math.max(0, show)).lines().forEach(out::println);
        }
        out.flush();
        if (html != null) {
            Files.writeString(html, BacktestPage.of(account));
        }
        if (result.faulty() > 0) {
            err.println("holdfast: " + result.faulty()
                    + " parts of the recording could not be used; the figures are of the rest");
            err.flush();
        }
        return result.faulty() == 0 ? 0 : 1;
    }
}
