package dev.holdfast.cli.command;

import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.intake.GrantCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.RecordSignature.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast grant verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks a grant against its issuer's public key: signature, form, validity by this machine's clock.")
final class GrantVerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The grant.")
    private Path file = Path.of("");

    @Option(names = "--issuer", required = true, paramLabel = "FILE", description = "Public key (PEM) of the issuer.")
    private Path issuer = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws GrantFileException, KeyFileException, CommandFailed {
        GeneratedClasses.trust();
        SignedGrant grant = GrantFile.read(file);
        Verification verification = grant.verify(KeyFiles.readVerifyingKey(issuer));
        if (verification instanceof Verification.Invalid invalid) {
            throw new CommandFailed("grant `" + file + "`: " + invalid.why());
        }
        Optional<Rejection> flaw = GrantCheck.check(grant.grant().getExecutionId(), grant.grant());
        if (flaw.isPresent()) {
            throw new CommandFailed("grant `" + file + "`: " + flaw.get().detail());
        }
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        if (!now.isBefore(grant.grant().getNotAfter())) {
            throw new CommandFailed(
                    "grant `" + file + "`: it ended at " + grant.grant().getNotAfter());
        }
        boolean begun = !now.isBefore(grant.grant().getNotBefore());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            var object = new LinkedHashMap<String, Object>();
            object.put("valid", true);
            object.put("issuerKeyId", grant.signature().keyId().toString());
            object.put("trustDomain", grant.trustDomain());
            object.put("begun", begun);
            object.put("notAfter", grant.grant().getNotAfter().toString());
            out.println(Json.line(object));
        } else {
            out.println(
                    "signed by key " + grant.signature().keyId() + " for trust domain `" + grant.trustDomain() + "`");
            out.println(
                    begun
                            ? "valid until " + grant.grant().getNotAfter()
                            : "valid from " + grant.grant().getNotBefore() + " to "
                                    + grant.grant().getNotAfter());
        }
        return 0;
    }
}
