package dev.holdfast.cli.command.rules;

import picocli.CommandLine.Command;

/** {@code holdfast rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Checks and tests packs of rules, puts them in force or on trial.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesCheckCommand.class,
            RulesTestCommand.class,
            RulesPublishCommand.class,
            RulesShadowCommand.class
        })
public final class RulesCommand {}
