package dev.holdfast.cli.command.lineage;

import picocli.CommandLine.Command;

/** {@code holdfast lineage}. */
@Command(
        name = "lineage",
        mixinStandardHelpOptions = true,
        description =
                "Exports evidence of decisions, verifies it with public keys alone, draws who descends from whom, and serves the log.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LineageExportCommand.class,
            LineageVerifyCommand.class,
            LineageKeysCommand.class,
            LineageTreeCommand.class,
            LineageTilesCommand.class
        })
public final class LineageCommand {}
