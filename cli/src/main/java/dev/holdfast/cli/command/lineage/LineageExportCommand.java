package dev.holdfast.cli.command.lineage;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.proof.CheckpointChoice;
import dev.holdfast.cli.proof.NotExported;
import dev.holdfast.cli.proof.ProofExport;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.proof.ProofWriter;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.sealing.Sealable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast lineage export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one file with all that a stranger needs to check what was decided on an execution: its entries, the proofs that they stand in the log,",
            "the log's checkpoint, grants, authorities up to the root key, rulesets and acknowledgments."
        },
        footer = {"", "Exit status: 0 written; 1 there is nothing to write, or no checkpoint yet; 2 wrong usage."})
final class LineageExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "EXECUTION", description = "Id of the execution.")
    private String executionId = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to; a file that is there is not overwritten. Default: the id, with `_` for `/`, and"
                    + " " + ProofFile.ENDING + ".")
    private @Nullable Path out;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description =
                    "Folder of rules that an evaluator was started with (`up --rules`, `rules.directory`) when it decided: nobody has published them,"
                            + " so they are found nowhere else. May be given again.")
    private List<Path> rules = List.of();

    @Option(
            names = "--open",
            paramLabel = "FACT",
            description =
                    "Name of a fact that the grant had sealed: what opens it goes into the file, for its reader to see. Takes the role of an auditor. May be given again.")
    private List<String> open = List.of();

    @Option(
            names = "--cosigned",
            paramLabel = "DIR",
            description =
                    "Folder of checkpoints that witnesses have cosigned, as `holdfast witness submit` keeps it. The proof stands under the newest of them; when that does not"
                            + " cover all entries within 15 s, under the log's newest as well.")
    private @Nullable Path cosigned;

    @Option(
            names = "--earlier",
            paramLabel = "FILE",
            description =
                    "An earlier proof file, or a checkpoint of the same log as a signed note: the new proof shows that the log has only grown since. May be given again.")
    private List<Path> earlier = List.of();

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailed {
        Optional<String> flaw = ExecutionId.flaw(executionId);
        if (flaw.isPresent()) {
            throw new CommandFailed(flaw.get(), 2);
        }
        Optional<String> strange = Sealable.flaw(open);
        if (strange.isPresent()) {
            throw new CommandFailed("--open: " + strange.get(), 2);
        }
        Path file = out == null ? Path.of(executionId.replace('/', '_') + ProofFile.ENDING) : out;
        ProofFile proof;
        try (var export = new ProofExport(deployment.config(), given(), choice(), Set.copyOf(open))) {
            proof = export.of(executionId);
        } catch (NotExported e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
        try (OutputStream to = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            ProofWriter.write(proof, to);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed("expected no file `" + file + "`, found one; name another with --out");
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println("wrote " + file + ": " + proof.entries().size() + " entries of `" + executionId + "` in the log `"
                + proof.log() + "`, under its checkpoint of size "
                + proof.checkpoints()
                        .get(proof.checkpoints().size() - 1)
                        .checkpoint()
                        .size());
        print.flush();
        return 0;
    }

    private CheckpointChoice choice() throws IOException, CommandFailed {
        var before = new ArrayList<LoggedCheckpoint>();
        for (Path file : earlier) {
            before.addAll(checkpoints(file));
        }
        return new CheckpointChoice(Optional.ofNullable(cosigned).map(CosignedFolder::new), before);
    }

    private static List<LoggedCheckpoint> checkpoints(Path file) throws IOException, CommandFailed {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed("--earlier: expected a file `" + file + "`, found none", 2);
        }
        if (Files.size(file) <= SignedNote.MAXIMUM_BYTES) {
            Optional<LoggedCheckpoint> note = LoggedCheckpoint.read(Files.readAllBytes(file));
            if (note.isPresent()) {
                return List.of(note.get());
            }
        }
        if (ProofReader.read(file) instanceof ProofReader.Parsed.Proof proof) {
            return proof.value().checkpoints();
        }
        throw new CommandFailed("--earlier: expected a proof file or a checkpoint in `" + file + "`, found neither", 2);
    }

    private List<Ruleset> given() throws IOException, CommandFailed {
        var given = new ArrayList<Ruleset>();
        for (Path folder : rules) {
            try {
                given.add(Ruleset.baselineAnd(folder));
            } catch (IllegalArgumentException e) {
                throw new CommandFailed("--rules: " + e.getMessage(), 2);
            }
        }
        return given;
    }
}
