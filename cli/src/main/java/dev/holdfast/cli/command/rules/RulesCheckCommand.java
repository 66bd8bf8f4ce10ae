package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Json;
import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.check.RuleCheck;
import dev.holdfast.rules.pack.Pack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    /** In which form the report is written. */
    enum Format {
        TEXT,
        JSON
    }

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
        var packs = new ArrayList<Pack>();
        var folderOf = new LinkedHashMap<String, Path>();
        for (Path folder : folders) {
            Pack pack = read(folder);
            packs.add(pack);
            folderOf.put(pack.name(), folder);
        }
        Report report = RuleCheck.check(packs, System::nanoTime);
        PrintWriter out = spec.commandLine().getOut();
        var text = new ReportText(report, folderOf);
        if (format == Format.JSON) {
            out.println(Json.pretty(text.json()));
        } else {
            text.lines().forEach(out::println);
        }
        return report.errors() == 0 ? 0 : 1;
    }

    private static Pack read(Path folder) throws IOException, CommandFailed {
        try {
            return Pack.read(folder);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }
}
