package dev.holdfast.cli.command.lineage;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.verify.Line;
import dev.holdfast.lineage.verify.ProofVerifier;
import dev.holdfast.lineage.verify.Report;
import dev.holdfast.lineage.verify.TrustAnchors;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast lineage verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies a proof file with public keys alone: no network, no Kafka. Says line by line what was verified, what is false, and what the file is",
            "not enough to tell."
        },
        footer = {
            "",
            "Exit status: 0 all is verified; 1 something is false; 2 nothing is false, something cannot be told; or wrong usage."
        })
final class LineageVerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A proof file, as `holdfast lineage export` writes it.")
    private Path file = Path.of("");

    @Option(
            names = "--root",
            paramLabel = "FILE",
            required = true,
            description = "The deployment's root public key, PEM, from somebody you believe. May be given again after a"
                    + " change of keys.")
    private List<Path> roots = List.of();

    @Option(
            names = "--log-key",
            paramLabel = "VKEY",
            description = "Another key of the log, such as its ML-DSA-44 key, as `name+id+base64` (C2SP signed-note).")
    private List<String> logKeys = List.of();

    @Option(
            names = "--witness",
            paramLabel = "VKEY",
            description = "A witness whose cosignature is asked for, as `name+id+base64` (C2SP signed-note).")
    private List<String> witnesses = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        var anchors = new TrustAnchors(rootKeys(), keys("--log-key", logKeys), keys("--witness", witnesses));
        Report report;
        try {
            report = ProofVerifier.verify(ProofReader.read(file), anchors);
        } catch (NoSuchFileException e) {
            throw new CommandFailed("expected a proof file `" + file + "`, found none", 2);
        } catch (OutOfMemoryError e) {
            throw new CommandFailed(
                    "the file is within the limits of the format, but takes more memory than this process may have; give Java more (-Xmx)",
                    2);
        }
        PrintWriter out = spec.commandLine().getOut();
        report.lines().forEach(line -> out.println(word(line) + line.text()));
        out.println(
                switch (report.exit()) {
                    case Report.TRUE -> "All of it is verified.";
                    case Report.FALSE -> "It is FALSE: do not believe it.";
                    default -> "Nothing is false, but the file is not enough to tell all.";
                });
        out.flush();
        return report.exit();
    }

    private List<VerifyingKey> rootKeys() throws CommandFailed {
        var keys = new ArrayList<VerifyingKey>();
        for (Path root : roots) {
            try {
                keys.add(KeyFiles.readVerifyingKey(root));
            } catch (KeyFiles.KeyFileException e) {
                throw new CommandFailed("--root: " + e.getMessage(), 2);
            }
        }
        return keys;
    }

    private static List<VerifierKey> keys(String option, List<String> texts) throws CommandFailed {
        var keys = new ArrayList<VerifierKey>();
        for (String text : texts) {
            VerifierKey.Parsed parsed = VerifierKey.parse(text);
            if (parsed instanceof VerifierKey.Parsed.Key key) {
                keys.add(key.value());
            } else {
                throw new CommandFailed(option + ": " + ((VerifierKey.Parsed.Malformed) parsed).why(), 2);
            }
        }
        return keys;
    }

    private static String word(Line line) {
        if (line instanceof Line.Verified) {
            return "verified     ";
        } else if (line instanceof Line.False) {
            return "FALSE        ";
        } else if (line instanceof Line.CannotTell) {
            return "cannot tell  ";
        }
        return "noted        ";
    }
}
