package dev.holdfast.cli.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The public attestation key of a TPM, in PEM. */
public final class TpmKeyFile {
    private static final long MAXIMUM_BYTES = 10_000;

    private TpmKeyFile() {}

    /**
     * Reads one.
     *
     * @param where who named the file, such as an option
     * @return SubjectPublicKeyInfo in DER; whether a TPM can have such a key is not looked at
     * @throws CommandFailed when there is none
     */
    public static ByteBuffer read(String where, Path file) throws CommandFailed {
        try {
            if (Files.size(file) <= MAXIMUM_BYTES) {
                String pem = Files.readString(file, StandardCharsets.US_ASCII);
                if (pem.contains("-----BEGIN PUBLIC KEY-----")) {
                    return ByteBuffer.wrap(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // Said below.
        }
        throw new CommandFailed(
                where + ": expected a public key in PEM in `" + file
                        + "`, found none; `tpm2_createak -f pem` writes one",
                2);
    }
}
