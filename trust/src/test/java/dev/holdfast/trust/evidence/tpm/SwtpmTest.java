package dev.holdfast.trust.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A software TPM that runs, challenged anew. Skipped where swtpm and tpm2-tools are not installed. */
class SwtpmTest {
    private static final long COMMAND_SECONDS = 60;

    @TempDir
    private Path directory;

    @BeforeEach
    void startTpm() throws Exception {
        for (String tool : List.of("swtpm", "tpm2_quote")) {
            assumeTrue(
                    installed(tool),
                    () -> "expected `" + tool + "` on the PATH, found none; install swtpm and tpm2-tools");
        }
        Files.createDirectory(directory.resolve("state"));
        // The command ends when the daemon listens.
        run(
                "swtpm",
                "socket",
                "--tpm2",
                "--daemon",
                "--tpmstate",
                "dir=" + directory.resolve("state"),
                "--server",
                "type=unixio,path=" + directory.resolve("tpm"),
                "--ctrl",
                "type=unixio,path=" + directory.resolve("tpm.ctrl"),
                "--pid",
                "file=" + directory.resolve("pid"),
                "--flags",
                "not-need-init,startup-clear");
    }

    @AfterEach
    void stopTpm() throws Exception {
        Path pid = directory.resolve("pid");
        if (Files.exists(pid)) {
            var tpm = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
            if (tpm.isPresent()) {
                tpm.get().destroy();
                tpm.get().onExit().get(COMMAND_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ecc, ecdsa", "rsa, rsassa", "rsa, rsapss"})
    void shouldVerifyWhatARunningTpmQuotes(String algorithm, String scheme) throws Exception {
        run("tpm2_createek", "-c", "ek.ctx", "-G", "ecc", "-u", "ek.pub");
        run(
                "tpm2_createak",
                "-C",
                "ek.ctx",
                "-c",
                "ak.ctx",
                "-G",
                algorithm,
                "-g",
                "sha256",
                "-s",
                scheme,
                "-u",
                "ak.pem",
                "-f",
                "pem");
        run("tpm2_flushcontext", "-t");
        run("tpm2_pcrextend", "16:sha256=" + Digest.sha256Hex("agent-model-v1".getBytes(StandardCharsets.US_ASCII)));
        String extraData = HexFormat.of()
                .formatHex(TpmQuoteCheck.extraData(
                        TestEvidence.TRUST_DOMAIN,
                        TestGrants.EXECUTION,
                        TestGrants.EXECUTOR.verifyingKey(),
                        TestEvidence.nonce()));
        run(
                "tpm2_quote",
                "--scheme",
                scheme,
                "-c",
                "ak.ctx",
                "-l",
                "sha256:0,7,16",
                "-q",
                extraData,
                "-g",
                "sha256",
                "-m",
                "quote.msg",
                "-s",
                "quote.sig",
                "-o",
                "pcrs",
                "--pcrs_format=values");
        Attestation quote = TestEvidence.attestation(AttestationKind.TPM_QUOTE, it -> {
            it.setPayload(read("quote.msg"));
            it.setSignature(read("quote.sig"));
            it.setNonce(TestEvidence.nonce());
        });
        ByteBuffer accepted = ByteBuffer.wrap(Digest.sha256(read("pcrs").array()));
        String pem = Files.readString(directory.resolve("ak.pem")).replaceAll("-----[A-Z ]+-----", "");
        ByteBuffer key = ByteBuffer.wrap(Base64.getMimeDecoder().decode(pem));

        Appraisal appraisal = TpmQuoteCheck.check(
                quote, new TpmBinding(key, List.of(0, 7, 16), List.of(accepted)), TestEvidence.presentation());
        Appraisal otherState = TpmQuoteCheck.check(
                quote,
                new TpmBinding(key, List.of(0, 7, 16), List.of(ByteBuffer.allocate(32))),
                TestEvidence.presentation());

        assertThat(appraisal).as(appraisal.detail()).isInstanceOf(Verified.class);
        assertThat(otherState).isInstanceOf(Failed.class);
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TPM2TOOLS_TCTI", "swtpm:path=" + directory.resolve("tpm"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", command[0])
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s: %s", String.join(" ", command), Files.readString(output))
                .isZero();
    }

    private ByteBuffer read(String name) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(directory.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean installed(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
