package dev.holdfast.cli;

import dev.holdfast.cli.command.AclsCommand;
import dev.holdfast.cli.command.DemoCommand;
import dev.holdfast.cli.command.ExecCommand;
import dev.holdfast.cli.command.ExecutionsCommand;
import dev.holdfast.cli.command.GrantCommand;
import dev.holdfast.cli.command.KeysCommand;
import dev.holdfast.cli.command.ServeCommand;
import dev.holdfast.cli.command.SignStatementCommand;
import dev.holdfast.cli.command.TopicsCommand;
import dev.holdfast.cli.command.UpCommand;
import dev.holdfast.cli.command.admission.RequestCommand;
import dev.holdfast.cli.command.admission.VoucherCommand;
import dev.holdfast.cli.command.govern.AuthorityCommand;
import dev.holdfast.cli.command.govern.HaltCommand;
import dev.holdfast.cli.command.govern.PauseCommand;
import dev.holdfast.cli.command.govern.ResumeCommand;
import dev.holdfast.cli.command.govern.RevokeCommand;
import dev.holdfast.cli.command.govern.StopEverythingCommand;
import dev.holdfast.cli.command.lineage.LineageCommand;
import dev.holdfast.cli.command.replay.ReplayCommand;
import dev.holdfast.cli.command.rules.RulesCommand;
import dev.holdfast.cli.command.signal.SignalCommand;
import dev.holdfast.cli.command.witness.WitnessCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The entry point. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0",
        description = "Keeps every running execution tied to a signed grant.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            ServeCommand.class,
            ExecCommand.class,
            RequestCommand.class,
            SignStatementCommand.class,
            KeysCommand.class,
            VoucherCommand.class,
            GrantCommand.class,
            ExecutionsCommand.class,
            HaltCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            StopEverythingCommand.class,
            RevokeCommand.class,
            AuthorityCommand.class,
            SignalCommand.class,
            RulesCommand.class,
            LineageCommand.class,
            ReplayCommand.class,
            WitnessCommand.class,
            TopicsCommand.class,
            AclsCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit status: 0 done; 1 failed; 2 wrong usage. `exec` ends with the program's own status, or 120 (halted),",
            "121 (never leased), 122 (not started), 123 (request denied).",
            "In a checkout, `./holdfast bench --help` measures."
        })
public final class Holdfast {
    private Holdfast() {}

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, for tests and for {@link #main}. */
    static CommandLine commandLine() {
        return new CommandLine(new Holdfast())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new Failures())
                .setParameterExceptionHandler(new WrongUsage());
    }
}
