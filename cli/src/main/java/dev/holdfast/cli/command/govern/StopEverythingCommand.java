package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast stop-everything}. */
@Command(
        name = "stop-everything",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Orders every execution of the deployment to end, for good. What comes later is not meant.",
        footer = {
            "",
            "Example:",
            "  holdfast stop-everything --reason \"fire\" \\",
            "      --operator-key .holdfast/keys/operator.pem --yes"
        })
public final class StopEverythingCommand implements Callable<Integer> {
    private static final String EVERYTHING = "everything";

    @Mixin
    private final ActOptions options = new ActOptions();

    @Option(names = "--yes", description = "Do not ask. Needed where there is no terminal to ask at.")
    private boolean yes;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException {
        GeneratedClasses.trust();
        if (!yes) {
            ask(options.config().trustDomain());
        }
        Published.order(
                OrderAction.HALT,
                new Selector(SelectorKind.EVERYTHING, EVERYTHING),
                options,
                spec.commandLine().getOut());
        return 0;
    }

    private static void ask(String trustDomain) throws CommandFailed {
        Console console = System.console();
        if (console == null) {
            throw new CommandFailed(
                    "every execution would be halted, and there is no terminal to ask at: expected --yes", 2);
        }
        String answer = console.readLine(
                "Every execution of `%s` will be halted, for good. Type `%s` to go on: ", trustDomain, EVERYTHING);
        if (!EVERYTHING.equals(answer)) {
            throw new CommandFailed("nothing was ordered: expected `" + EVERYTHING + "`");
        }
    }
}
