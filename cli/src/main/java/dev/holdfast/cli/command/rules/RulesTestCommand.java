package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Json;
import dev.holdfast.scenarios.suite.PackResult;
import dev.holdfast.scenarios.suite.PackTest;
import dev.holdfast.scenarios.suite.TestedPack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast rules test}. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the scenarios of packs of rules through the evaluator, without a broker, and says where it decides otherwise than they expect.",
            "Each pack is tested by itself, with what it requires and what is always in force."
        },
        footer = {"", "Exit status: 0 all as expected; 1 not so; 2 wrong usage."})
final class RulesTestCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PACK_DIR",
            arity = "1..*",
            description = "Folders of packs, with their scenarios in `scenarios/*.yaml`.")
    private List<Path> folders = List.of();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json. Default: text.")
    private Format format = Format.TEXT;

    @Option(
            names = "--coverage-at-least",
            paramLabel = "PERCENT",
            description =
                    "Fails when the scenarios of a pack see less of its rules: each rule fire, each condition hold and fail.")
    private int coverageAtLeast;

    @Option(names = "--junit", paramLabel = "FILE", description = "Writes the results to a file, as JUnit's XML.")
    private @Nullable Path junit;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the coverage to a file, as a web page.")
    private @Nullable Path html;

    @Option(
            names = "--mutate",
            description =
                    "Changes each condition of each rule, one at a time, and lists the changes that no scenario notices.")
    private boolean mutate;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        if (coverageAtLeast < 0 || coverageAtLeast > 100) {
            throw new CommandFailed("expected `--coverage-at-least` from 0 to 100, found " + coverageAtLeast, 2);
        }
        var packs = new ArrayList<TestedPack>();
        for (Path folder : folders) {
            packs.add(read(folder));
        }
        var test = new PackTest(mutate);
        List<PackResult> results = packs.stream().map(test::run).toList();
        PrintWriter out = spec.commandLine().getOut();
        var text = new TestText(results);
        if (format == Format.JSON) {
            out.println(Json.pretty(text.json()));
        } else {
            text.lines().forEach(out::println);
        }
        if (junit != null) {
            Files.writeString(junit, JunitReport.of(results));
        }
        if (html != null) {
            Files.writeString(html, HtmlReport.of(results));
        }
        boolean covered = results.stream().allMatch(result -> result.coverage().percent() >= coverageAtLeast);
        if (!covered) {
            spec.commandLine()
                    .getErr()
                    .println("holdfast: expected a coverage of at least " + coverageAtLeast + " % of each pack; write"
                            + " scenarios for what is listed");
        }
        return covered && results.stream().allMatch(PackResult::passed) ? 0 : 1;
    }

    private static TestedPack read(Path folder) throws IOException, CommandFailed {
        try {
            return TestedPack.read(folder);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }
}
