package dev.holdfast.cli.command.govern;

import dev.holdfast.record.OrderAction;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code holdfast pause}. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Orders executions to stand still. A pause lasts at most for the grace of an execution's grant: then the execution is"
                        + " halted, unless `holdfast resume` has taken the pause back.",
        footer = {
            "",
            "Example:",
            "  holdfast pause hello --reason \"a closer look\" \\",
            "      --operator-key .holdfast/keys/operator.pem"
        })
public final class PauseCommand extends OrderCommand {
    PauseCommand() {
        super(OrderAction.PAUSE, Duration.ZERO);
    }
}
