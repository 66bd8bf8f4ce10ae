package dev.holdfast.cli.command.govern;

import dev.holdfast.record.OrderAction;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code holdfast resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Takes an operator's pause back, and nothing else: what is paused for another reason as well stays paused.",
        footer = {
            "",
            "Example:",
            "  holdfast resume hello --reason \"it is as it should be\" \\",
            "      --operator-key .holdfast/keys/operator.pem"
        })
public final class ResumeCommand extends OrderCommand {
    ResumeCommand() {
        super(OrderAction.RESUME, Duration.ZERO);
    }
}
