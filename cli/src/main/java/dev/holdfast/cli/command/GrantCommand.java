package dev.holdfast.cli.command;

import picocli.CommandLine.Command;

/** {@code holdfast grant}. */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        description = "Issues, delegates, shows and verifies grants.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GrantIssueCommand.class,
            GrantDelegateCommand.class,
            GrantShowCommand.class,
            GrantVerifyCommand.class
        })
public final class GrantCommand {}
