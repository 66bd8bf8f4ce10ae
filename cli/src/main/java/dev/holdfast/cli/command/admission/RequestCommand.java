package dev.holdfast.cli.command.admission;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code holdfast request}. */
@Command(
        name = "request",
        mixinStandardHelpOptions = true,
        description = "What `holdfast exec --request` asks for.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RequestCommand.Template.class)
public final class RequestCommand {

    /** {@code holdfast request template}. */
    @Command(
            name = "template",
            mixinStandardHelpOptions = true,
            description = {
                "Prints a request with every key, to be changed. Only format, execution, agent and validFor are required; of the rest,"
                        + " what is left out has the value that is printed, or is empty.",
                "The start of the program, and the digest of its executable, are added by `holdfast exec`."
            })
    static final class Template implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().println(RequestFile.template());
            return 0;
        }
    }
}
