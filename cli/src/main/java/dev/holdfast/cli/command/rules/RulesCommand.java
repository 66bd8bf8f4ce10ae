package dev.holdfast.cli.command.rules;

import picocli.CommandLine.Command;

/** {@code holdfast rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Checks packs of rules.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RulesCheckCommand.class})
public final class RulesCommand {}
