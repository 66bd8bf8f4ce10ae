package dev.holdfast.cli.command;

import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.keyfile.PasswordFile;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option by which a command gets at private keys that are under a password. */
public final class KeyPassword {
    private static final String VARIABLE = "HOLDFAST_KEY_PASSWORD";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Password of the private key, on the file's only line, readable by you alone. Default: what "
                    + VARIABLE + " holds. Not used for a key that is under none.")
    private @Nullable Path file;

    /**
     * Reads a private key.
     *
     * @throws KeyFileException when the password or the key cannot be read
     */
    public SigningKey readKey(Path key) throws KeyFileException {
        return readKeys(List.of(key)).get(0);
    }

    /**
     * Reads private keys; those that are under a password are all under the same.
     *
     * @throws KeyFileException when the password or the key cannot be read
     */
    public List<SigningKey> readKeys(List<Path> keys) throws KeyFileException {
        Optional<char[]> password = password();
        try {
            var read = new ArrayList<SigningKey>();
            for (Path key : keys) {
                read.add(KeyFiles.readSigningKey(key, password));
            }
            return read;
        } finally {
            password.ifPresent(characters -> Arrays.fill(characters, '\0'));
        }
    }

    private Optional<char[]> password() throws KeyFileException {
        if (file != null) {
            return Optional.of(PasswordFile.read(file));
        }
        String variable = System.getenv(VARIABLE);
        return variable == null || variable.isEmpty() ? Optional.empty() : Optional.of(variable.toCharArray());
    }
}
