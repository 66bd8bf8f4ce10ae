package dev.holdfast.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running swtpm with an attestation key, {@code ak.ctx} and {@code ak.pem} in its directory. */
public final class SoftwareTpm implements AutoCloseable {
    private static final long COMMAND_SECONDS = 60;

    private final Path directory;

    /** Starts one in an empty directory. */
    public SoftwareTpm(Path directory) throws Exception {
        this.directory = directory;
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
        run("tpm2_createek", "-c", "ek.ctx", "-G", "ecc", "-u", "ek.pub");
        run(
                "tpm2_createak",
                "-C",
                "ek.ctx",
                "-c",
                "ak.ctx",
                "-G",
                "ecc",
                "-g",
                "sha256",
                "-s",
                "ecdsa",
                "-u",
                "ak.pem",
                "-f",
                "pem");
        run("tpm2_flushcontext", "-t");
    }

    /** Whether there is one to be started. */
    public static boolean isInstalled() {
        return List.of("swtpm", "tpm2_quote").stream()
                .allMatch(tool -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
    }

    /** How tpm2-tools find it: the value of {@code TPM2TOOLS_TCTI}. */
    public String tcti() {
        return "swtpm:path=" + directory.resolve("tpm");
    }

    /** The values of some registers, one after the other. */
    public byte[] registers(String numbers) throws Exception {
        run("tpm2_pcrread", "sha256:" + numbers, "-o", "pcrs");
        return Files.readAllBytes(directory.resolve("pcrs"));
    }

    /** Extends register 16. */
    public void extend(String sha256) throws Exception {
        run("tpm2_pcrextend", "16:sha256=" + sha256);
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TPM2TOOLS_TCTI", tcti());
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

    @Override
    public void close() throws Exception {
        Path pid = directory.resolve("pid");
        if (Files.exists(pid)) {
            var tpm = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
            if (tpm.isPresent()) {
                tpm.get().destroy();
                tpm.get().onExit().get(COMMAND_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
