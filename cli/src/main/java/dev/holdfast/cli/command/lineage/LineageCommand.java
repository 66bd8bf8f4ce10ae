package dev.holdfast.cli.command.lineage;

import picocli.CommandLine.Command;

/** {@code holdfast lineage}. */
@Command(
        name = "lineage",
        mixinStandardHelpOptions = true,
        description =
                "Exports evidence of decisions, verifies it with public keys alone, draws who descends from whom, serves the log, and recomputes all that the topics say.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LineageExportCommand.class,
            LineageVerifyCommand.class,
            LineageKeysCommand.class,
            LineageFsckCommand.class,
            LineageTreeCommand.class,
            LineageTilesCommand.class
        })
public final class LineageCommand {}
