package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.rules.backtest.RulesBacktestCommand;
import dev.holdfast.cli.command.rules.backtest.RulesRecordCommand;
import dev.holdfast.cli.command.rules.explain.RulesExplainCommand;
import picocli.CommandLine.Command;

/** {@code holdfast rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description =
                "Checks and tests packs of rules, puts them in force or on trial, and says what they decided and would have decided.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesCheckCommand.class,
            RulesTestCommand.class,
            RulesPublishCommand.class,
            RulesSignCommand.class,
            RulesStatusCommand.class,
            RulesShadowCommand.class,
            RulesExplainCommand.class,
            RulesBacktestCommand.class,
            RulesRecordCommand.class
        })
public final class RulesCommand {}
