package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.cli.governance.RulesetFile;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast rules sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the ruleset in a file that `holdfast rules publish --out` wrote, and adds a policy author's signature to it.",
            "Needs no deployment: the private key stays where its owner is, and the file goes on to the next."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast rules sign rules.json",
            "  holdfast rules sign rules.json --key policy-author.pem",
            "",
            "Exit status: 0 shown, and signed when there is a key; 1 the file was changed after it was written; 2 wrong usage."
        })
final class RulesSignCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The ruleset. The signature is added to it.")
    private Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Private key of a policy author. Default: none, the ruleset is only shown.")
    private @Nullable Path key;

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed, KeyFileException {
        GeneratedClasses.trust();
        RulesetFile ruleset = SealedRulesets.read(file);
        try {
            if (key != null) {
                ruleset = ruleset.signedBy(password.readKey(key));
                ruleset.write(file);
            }
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(SealedRulesets.object(ruleset)));
        } else {
            SealedRulesets.lines(ruleset).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
