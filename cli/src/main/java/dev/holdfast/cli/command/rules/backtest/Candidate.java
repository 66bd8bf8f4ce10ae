package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.rules.Packs;
import dev.holdfast.cli.command.rules.ReportText;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.check.RuleCheck;
import dev.holdfast.rules.pack.Pack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The rules that are tried.
 *
 * @param name for a person
 */
record Candidate(String name, CompiledRuleset rules) {
    /**
     * As {@code holdfast rules publish} would build it.
     *
     * @param folders of packs; none for the baseline alone
     * @throws CommandFailed when the packs have errors, as {@code holdfast rules check} says them
     */
    static Candidate of(List<Path> folders) throws IOException, CommandFailed {
        Packs packs = Packs.read(folders);
        if (!packs.packs().isEmpty()) {
            Report report = RuleCheck.check(packs.packs(), System::nanoTime);
            if (report.errors() > 0) {
                throw new CommandFailed("the candidate is not sound, nothing was tried:\n"
                        + String.join("\n", new ReportText(report, packs.folderOf()).lines()));
            }
        }
        Ruleset ruleset = Pack.withBaseline(packs.packs());
        try {
            String names = String.join(", ", packs.folderOf().keySet());
            return new Candidate(
                    names.isEmpty() ? "the baseline alone" : "the baseline and " + names,
                    CompiledRuleset.compile(ruleset));
        } catch (CompiledRuleset.Broken e) {
            throw new CommandFailed("the candidate does not compile, nothing was tried:\n" + e.getMessage());
        }
    }
}
