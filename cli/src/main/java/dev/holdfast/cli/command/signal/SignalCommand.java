package dev.holdfast.cli.command.signal;

import picocli.CommandLine.Command;

/** {@code holdfast signal}. */
@Command(
        name = "signal",
        mixinStandardHelpOptions = true,
        description = "What others than its executor observe of an execution.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = SignalSendCommand.class,
        footer = {"", "Who may send signals, and what rules make of them, is described in docs/signals.md."})
public final class SignalCommand {}
