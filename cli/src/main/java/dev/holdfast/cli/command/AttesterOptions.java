package dev.holdfast.cli.command;

import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.attest.JwtSvidFile;
import dev.holdfast.executor.attest.StatementCommand;
import dev.holdfast.executor.attest.TpmQuoteCommand;
import dev.holdfast.executor.attest.X509SvidFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an executor shows what its grant asks to be attested. */
final class AttesterOptions {
    @Option(
            names = "--svid",
            paramLabel = "FILE",
            description = "X509-SVID (PEM, the SVID first) to prove; needs --svid-key. Read anew for each proof.")
    private @Nullable Path svid;

    @Option(
            names = "--svid-key",
            paramLabel = "FILE",
            description = "Private key (PEM, PKCS#8) of the X509-SVID, readable by its owner alone.")
    private @Nullable Path svidKey;

    @Option(
            names = "--jwt-svid",
            paramLabel = "FILE",
            description = "JWT-SVID to present, in compact form. Read anew each time.")
    private @Nullable Path jwtSvid;

    @Option(
            names = "--tpm-key",
            paramLabel = "KEY",
            description =
                    "Attestation key of the TPM, a context file or a persistent handle: tpm2_quote quotes with it.")
    private @Nullable String tpmKey;

    @Option(
            names = "--statement",
            paramLabel = "NAME=COMMAND",
            description =
                    "Command (for sh) that prints a signed statement about the evidence NAME, as `holdfast statement` does."
                            + " May be repeated.")
    private Map<String, String> statements = new LinkedHashMap<>();

    List<Attester> attesters() throws CommandFailed {
        var attesters = new ArrayList<Attester>();
        if ((svid == null) != (svidKey == null)) {
            throw new CommandFailed("expected --svid and --svid-key together, found one of them", 2);
        }
        if (svid != null && svidKey != null) {
            attesters.add(new X509SvidFiles(svid.toAbsolutePath(), svidKey.toAbsolutePath()));
        }
        if (jwtSvid != null) {
            attesters.add(new JwtSvidFile(jwtSvid.toAbsolutePath()));
        }
        if (tpmKey != null) {
            Path context = Path.of(tpmKey);
            attesters.add(new TpmQuoteCommand(
                    Files.exists(context) ? context.toAbsolutePath().toString() : tpmKey));
        }
        statements.forEach((about, command) -> attesters.add(new StatementCommand(about, command)));
        return attesters;
    }
}
