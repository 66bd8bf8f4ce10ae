package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.governance.RulesetSigns;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast rules status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says for each partition by which ruleset its evaluator decides, which one waits for its instant, and which was refused last, and why.",
            "Told by the evaluators' signs of life, once a second; a partition without one is unknown, not well."
        },
        footer = {
            "",
            "Example:",
            "  holdfast rules status",
            "",
            "Exit status: 0 one ruleset decides everywhere; 1 not the same everywhere; 2 wrong usage, or a partition gives no sign."
        })
final class RulesStatusCommand implements Callable<Integer> {
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long to wait for a sign of each partition. Default: ${DEFAULT-VALUE}.")
    private int wait;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed {
        GeneratedClasses.trust();
        try (var signs = new RulesetSigns(deployment.config())) {
            var text = new StatusText(signs.read(Duration.ofSeconds(wait)));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.line(text.json()));
            } else {
                text.lines().forEach(out::println);
            }
            out.flush();
            return text.isUnknown() ? 2 : text.isOneRuleset() ? 0 : 1;
        }
    }
}
