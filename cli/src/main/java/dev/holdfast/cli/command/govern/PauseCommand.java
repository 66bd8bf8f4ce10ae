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
                "Orders executions to stand still, until `holdfast resume` takes the pause back, `holdfast halt` ends them, or their"
                        + " grants end.",
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
