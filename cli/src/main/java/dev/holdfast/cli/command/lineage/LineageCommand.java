package dev.holdfast.cli.command.lineage;

import picocli.CommandLine.Command;

/** {@code holdfast lineage}. */
@Command(
        name = "lineage",
        mixinStandardHelpOptions = true,
        description = "Exports evidence of decisions, and verifies it with public keys alone.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LineageExportCommand.class, LineageVerifyCommand.class, LineageKeysCommand.class})
public final class LineageCommand {}
