package dev.holdfast.cli.command.govern;

import dev.holdfast.record.OrderAction;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code holdfast halt}. */
@Command(
        name = "halt",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Orders what runs now to end, for good. What comes later is not meant: for that there is `holdfast revoke`.",
        footer = {
            "",
            "Example:",
            "  holdfast halt hello --reason \"enough\" \\",
            "      --operator-key .holdfast/keys/operator.pem"
        })
public final class HaltCommand extends OrderCommand {
    HaltCommand() {
        super(OrderAction.HALT, Duration.ofSeconds(10));
    }
}
