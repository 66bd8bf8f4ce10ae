package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Json;
import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.check.RuleCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast rules check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads packs of rules, holds them against the policy for rules, and says where they are wrong, can never fire, always fire,"
                    + " say the same twice, or find what their pack does not declare.",
            "Rules with several patterns are run to measure them; nothing is run of what the policy refuses."
        },
        footer = {"", "Exit status: 0 no errors, perhaps warnings; 1 errors; 2 wrong usage."})
final class RulesCheckCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "PACK_DIR",
            arity = "1..*",
            description = "Folders of packs that are to be in force together.")
    private List<Path> folders = List.of();

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json. Default: text.")
    private Format format = Format.TEXT;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Packs packs = Packs.read(folders);
        Report report = RuleCheck.check(packs.packs(), System::nanoTime);
        PrintWriter out = spec.commandLine().getOut();
        var text = new ReportText(report, packs.folderOf());
        if (format == Format.JSON) {
            out.println(Json.pretty(text.json()));
        } else {
            text.lines().forEach(out::println);
        }
        return report.errors() == 0 ? 0 : 1;
    }
}
