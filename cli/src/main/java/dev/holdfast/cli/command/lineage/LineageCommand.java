package dev.holdfast.cli.command.lineage;

import picocli.CommandLine.Command;

/** {@code holdfast lineage}. */
@Command(
        name = "lineage",
        mixinStandardHelpOptions = true,
        description =
                "Exports evidence of decisions, verifies it with public keys alone, and recomputes all that the topics say.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LineageExportCommand.class,
            LineageVerifyCommand.class,
            LineageKeysCommand.class,
            LineageFsckCommand.class
        })
public final class LineageCommand {}
