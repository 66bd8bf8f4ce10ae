package dev.holdfast.cli.command.rules.explain;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.InstantText;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.command.past.RulesetSearch;
import dev.holdfast.cli.recorded.LineageFeed;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.cli.recorded.RecordingFile;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.explain.Explainer;
import dev.holdfast.rules.explain.Explanation;
import dev.holdfast.trust.facts.MalformedFacts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
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

/** {@code holdfast rules explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says why a decision was what it was: each rule that fired with the values that made it fire, and by how much others missed.",
            "Judges the recorded facts again by the ruleset that was in force, and says so when that comes to something else."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast rules explain job-1             the last decision on job-1",
            "  holdfast rules explain job-1/fetch#12    entry 12 of job-1/fetch",
            "  holdfast rules explain job-1 --at 2030-01-31T08:00:00Z",
            "",
            "Exit status: 0 explained; 1 judged again, it comes to something else; 2 wrong usage, or the decision or its ruleset"
                    + " cannot be found."
        })
public final class RulesExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "EXECUTION[#N]",
            description = "An execution, for the last decision on it; with the number of an entry, for that one.")
    private String wanted = "";

    @Option(names = "--entry", paramLabel = "N", description = "The same as EXECUTION#N.")
    private @Nullable Long entry;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "The last decision up to then, such as 2030-01-31T08:00:00Z.")
    private @Nullable String at;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description =
                    "Folder of a pack that was in force, where it cannot be found on the topic of governance. Repeatable.")
    private List<Path> folders = List.of();

    @Option(
            names = "--near",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many of the rules that nearly fired to show. Default: ${DEFAULT-VALUE}.")
    private int near;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Read decisions from a file that `holdfast rules record` wrote, and not from Kafka.")
    private @Nullable Path file;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Instant until = at == null ? null : InstantText.parse("--at", at);
        Wanted decision = Wanted.of(wanted, entry, until);
        Optional<ExecutorConfig> config = config();
        Wanted.Found found;
        try (Recording recording = open(config)) {
            found = decision.in(recording);
        }
        PrintWriter err = spec.commandLine().getErr();
        found.faults().forEach(fault -> err.println("holdfast: " + fault));
        RulesetSearch.Origin rules =
                new RulesetSearch(folders, config).find(found.entry().getRulesetDigest());
        Explanation explanation = explain(found, rules);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(ExplanationJson.of(explanation, rules.origin())));
        } else {
            new ExplanationText(explanation, rules.origin(), found.ending(), Math.max(0, near))
                    .lines()
                    .forEach(out::println);
        }
        out.flush();
        return explanation.agrees() ? 0 : 1;
    }

    /** Of what was exported, everything may be known without a deployment. */
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

    private Recording open(Optional<ExecutorConfig> config) throws IOException, CommandFailed {
        if (file == null) {
            return LineageFeed.of(
                    config.orElseThrow(), Wanted.of(wanted, entry, null).executionId());
        }
        try {
            return new RecordingFile(file);
        } catch (RecordingFile.NotARecording e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }

    private static Explanation explain(Wanted.Found found, RulesetSearch.Origin rules) throws CommandFailed {
        String place = found.entry().getExecutionId() + "#" + found.entry().getEntry();
        try (var explainer = new Explainer(rules.ruleset())) {
            return explainer.explain(found.entry());
        } catch (CompiledRuleset.Broken e) {
            throw new CommandFailed(
                    "the ruleset of " + place + " does not compile with this version of Holdfast:\n" + e.getMessage(),
                    2);
        } catch (MalformedFacts e) {
            throw new CommandFailed(
                    place + ": " + e.getMessage() + "; no evaluator writes that, the entry was changed", 1);
        }
    }
}
