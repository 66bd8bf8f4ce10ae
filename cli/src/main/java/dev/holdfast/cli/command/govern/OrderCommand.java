package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An order to what runs now. */
abstract sealed class OrderCommand implements Callable<Integer> permits PauseCommand, ResumeCommand, HaltCommand {
    private final OrderAction action;
    private final Duration waitByDefault;

    @Parameters(
            arity = "0..1",
            paramLabel = "EXECUTION",
            description =
                    "The execution; all that descends from it is meant as well. In its place, one of the options that choose"
                            + " others.")
    private @Nullable String execution;

    @Mixin
    private final SelectorOptions selectors = new SelectorOptions();

    @Mixin
    private final ActOptions options = new ActOptions();

    @Mixin
    private final Following following = new Following();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    OrderCommand(OrderAction action, Duration waitByDefault) {
        this.action = action;
        this.waitByDefault = waitByDefault;
    }

    @Override
    public Integer call() throws CommandFailed, KeyFileException {
        GeneratedClasses.trust();
        Selector selector = selectors.selector(execution);
        Duration patience = following.patience(selector, waitByDefault);
        Published.order(action, selector, options, spec.commandLine().getOut());
        if (!patience.isZero()) {
            Following.follow(
                    options.config(),
                    action,
                    selector.getValue(),
                    patience,
                    options.json(),
                    spec.commandLine().getOut());
        }
        return 0;
    }
}
