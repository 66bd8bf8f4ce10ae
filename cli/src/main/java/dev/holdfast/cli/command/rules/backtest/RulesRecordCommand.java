package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.past.Faults;
import dev.holdfast.cli.command.past.Span;
import dev.holdfast.cli.recorded.LineageFeed;
import dev.holdfast.cli.recorded.Recorded;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.cli.recorded.RecordingWriter;
import dev.holdfast.rules.explain.Wording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast rules record}. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes decisions of the topic of lineage, committed ones only, to a file for `rules backtest` and `rules explain`.",
            "The file is an Avro object container file of lineage entries, deflated: it holds its schema, and any Avro tool reads it."
        },
        footer = {"", "Exit status: 0 all written; 1 some could not be read; 2 wrong usage, or nothing to write."})
public final class RulesRecordCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file; what is there is replaced.")
    private Path out = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Decisions from then on, such as 2030-01-31T08:00:00Z. Default: the topic's beginning.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Decisions before then. Default: now.")
    private @Nullable String to;

    @Option(names = "--execution", paramLabel = "ID", description = "Only an execution and what descends from it.")
    private @Nullable String execution;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Span span = Span.of(from, to);
        var faults = new Faults();
        long written = 0;
        try (Recording recording = LineageFeed.since(deployment.config(), span.from());
                var writer = new RecordingWriter(out, recording.name() + ", " + span)) {
            for (Optional<Recording.Batch> batch = recording.next(); batch.isPresent(); batch = recording.next()) {
                for (Recorded recorded : batch.get().read()) {
                    if (recorded instanceof Recorded.Unreadable unreadable) {
                        faults.add(unreadable.place(), unreadable.why());
                    } else if (recorded instanceof Recorded.Decision decision
                            && span.holds(decision.entry())
                            && chosen(decision.entry().getExecutionId())) {
                        writer.add(decision.entry());
                        written++;
                    }
                }
            }
            if (written == 0) {
                throw new CommandFailed(
                        "expected decisions from " + span + " on `" + recording.name()
                                + "`, found none; nothing was written",
                        2);
            }
            writer.finish();
        }
        spec.commandLine().getOut().println(Wording.number(written) + " decisions written to " + out);
        spec.commandLine().getOut().flush();
        faults.lines().forEach(line -> spec.commandLine().getErr().println("holdfast: " + line));
        return faults.count() == 0 ? 0 : 1;
    }

    private boolean chosen(String executionId) {
        return execution == null || executionId.equals(execution) || executionId.startsWith(execution + "/");
    }
}
