package dev.holdfast.cli.command.lineage;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.tree.FamilyTree;
import dev.holdfast.cli.tree.MermaidTree;
import dev.holdfast.cli.tree.Relatives;
import dev.holdfast.cli.tree.RelativesFeed;
import dev.holdfast.cli.tree.SvgTree;
import dev.holdfast.cli.tree.TerminalTree;
import dev.holdfast.schemas.ExecutionId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast lineage tree}. */
@Command(
        name = "tree",
        mixinStandardHelpOptions = true,
        description = {
            "Draws an execution with its ancestors and all that descends from it: where each stands, since when, and the finding, command or act of governance that",
            "brought it there. Reads the topics as an observer may; what it shows is what they say now, and not verified."
        },
        footer = {"", "Exit status: 0 drawn; 1 nobody knows the execution, or the file is there; 2 wrong usage."})
final class LineageTreeCommand implements Callable<Integer> {
    /** How a tree is drawn. */
    enum Format {
        TREE,
        MERMAID,
        SVG
    }

    @Parameters(paramLabel = "EXECUTION", description = "Id of the execution.")
    private String executionId = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "tree",
            description = "tree, mermaid or svg. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TREE;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "How many executions to draw at the most, those nearer to the root first; of the rest it says how many there are. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to; a file that is there is not overwritten. Default: standard output.")
    private @Nullable Path out;

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, IOException {
        Optional<String> flaw = ExecutionId.flaw(executionId);
        if (flaw.isPresent()) {
            throw new CommandFailed(flaw.get(), 2);
        }
        if (limit < 1 || limit > Relatives.MAXIMUM) {
            throw new CommandFailed("--limit: expected 1 to " + Relatives.MAXIMUM + ", found " + limit, 2);
        }
        FamilyTree tree;
        try (var feed = new RelativesFeed(deployment.config())) {
            Relatives relatives = feed.of(executionId);
            if (!relatives.isKnown()) {
                throw new CommandFailed("expected the execution `" + executionId
                        + "` on the topics of executions and of lineage, found nothing of it");
            }
            tree = FamilyTree.of(relatives, limit, feed.acts(executionId));
        }
        List<String> lines = switch (format) {
            case TREE -> TerminalTree.lines(tree);
            case MERMAID -> MermaidTree.lines(tree);
            case SVG -> SvgTree.lines(tree);
        };
        write(lines);
        if (tree.leftOut() > 0 || tree.beyond() > 0) {
            spec.commandLine()
                    .getErr()
                    .println("holdfast: left out " + tree.leftOut() + " executions beyond --limit " + limit
                            + (tree.beyond() == 0 ? "" : ", and more than " + Relatives.MAXIMUM + " are there in all"));
        }
        return 0;
    }

    private void write(List<String> lines) throws IOException, CommandFailed {
        if (out == null) {
            PrintWriter print = spec.commandLine().getOut();
            lines.forEach(print::println);
            print.flush();
            return;
        }
        try {
            Files.write(out, lines, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed("expected no file `" + out + "`, found one; name another with --out");
        }
    }
}
