package dev.holdfast.cli.command;

import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.keyfile.PasswordFile;
import dev.holdfast.trust.signature.SigningKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes keys.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = KeysCommand.New.class)
public final class KeysCommand {

    /** {@code holdfast keys new}. */
    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description =
                    "Makes an Ed25519 key pair: the private key to FILE, readable by you alone, the public key to FILE.pub.")
    static final class New implements Callable<Integer> {
        @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the private key goes.")
        private Path out = Path.of("");

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description =
                        "Put the private key under the password on the only line of FILE, which you alone may read."
                                + " Default: no password.")
        private @Nullable Path passwordFile;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed, KeyFileException {
            SigningKey key = SigningKey.generate(new SecureRandom());
            Path publicFile = passwordFile == null ? KeyFiles.writePair(out, key) : underPassword(passwordFile, key);
            PrintWriter stdout = spec.commandLine().getOut();
            if (json) {
                var object = new LinkedHashMap<String, Object>();
                object.put("keyId", key.verifyingKey().id().toString());
                object.put("privateKey", out.toString());
                object.put("publicKey", publicFile.toString());
                stdout.println(Json.line(object));
            } else {
                stdout.println("key " + key.verifyingKey().id());
                stdout.println("private key  " + out);
                stdout.println("public key   " + publicFile);
            }
            return 0;
        }

        private Path underPassword(Path file, SigningKey key) throws CommandFailed, KeyFileException {
            char[] password = PasswordFile.read(file);
            try {
                return KeyFiles.writePair(out, key, password);
            } finally {
                Arrays.fill(password, '\0');
            }
        }
    }
}
