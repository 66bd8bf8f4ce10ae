package dev.holdfast.cli.command.rules;

import picocli.CommandLine.Command;

/** {@code holdfast rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Checks and tests packs of rules, and puts them in force.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RulesCheckCommand.class, RulesTestCommand.class, RulesPublishCommand.class})
public final class RulesCommand {}
