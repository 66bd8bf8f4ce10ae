package dev.holdfast.cli.command;

import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.schemas.GeneratedClasses;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast grant show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Prints what a grant says. Whether it is to be believed is for `holdfast grant verify`.")
final class GrantShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The grant.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws GrantFileException {
        GeneratedClasses.trust();
        GrantText.print(GrantFile.read(file), json, spec.commandLine().getOut());
        return 0;
    }
}
