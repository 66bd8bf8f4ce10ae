package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code holdfast revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Withdraws trust, for good: what runs now is halted, and what comes later is never leased."
                + " No command takes it back.",
        footer = {
            "",
            "Example:",
            "  holdfast revoke --agent fetcher --reason \"key stolen\" \\",
            "      --operator-key .holdfast/keys/operator.pem"
        })
public final class RevokeCommand implements Callable<Integer> {
    private static final Duration WAIT_BY_DEFAULT = Duration.ofSeconds(10);

    @Mixin
    private final SelectorOptions selectors = new SelectorOptions();

    @Mixin
    private final ActOptions options = new ActOptions();

    @Mixin
    private final Following following = new Following();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException {
        GeneratedClasses.trust();
        Selector selector = selectors.selector(null);
        Duration patience = following.patience(selector, WAIT_BY_DEFAULT);
        PrintWriter out = spec.commandLine().getOut();
        Published.revocation(selector, options, out);
        if (!patience.isZero()) {
            Following.follow(options.config(), OrderAction.HALT, selector.getValue(), patience, options.json(), out);
        }
        return 0;
    }
}
