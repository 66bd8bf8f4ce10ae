package dev.holdfast.cli.command.witness;

import picocli.CommandLine.Command;

/** {@code holdfast witness}. */
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        description = "Cosigns logs that only grow, and brings checkpoints to those who do.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {WitnessServeCommand.class, WitnessSubmitCommand.class, WitnessKeysCommand.class})
public final class WitnessCommand {}
