package dev.holdfast.trust.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.KeyPem;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.TestGrants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
    private static final SigningKey KEY = TestGrants.key(3);

    @TempDir
    Path directory;

    @Test
    void shouldReadBackThePairThatItWrote() throws Exception {
        Path file = directory.resolve("agent.pem");

        Path publicFile = KeyFiles.writePair(file, KEY);

        assertThat(publicFile).isEqualTo(directory.resolve("agent.pem.pub"));
        assertThat(KeyFiles.readSigningKey(file).verifyingKey()).isEqualTo(KEY.verifyingKey());
        assertThat(KeyFiles.readVerifyingKey(publicFile)).isEqualTo(KEY.verifyingKey());
    }

    @Test
    void shouldLetNobodyButTheOwnerReadThePrivateKey() throws Exception {
        Path file = directory.resolve("agent.pem");

        KeyFiles.writePair(file, KEY);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldPutNothingPrivateIntoThePublicFile() throws Exception {
        Path publicFile = KeyFiles.writePair(directory.resolve("agent.pem"), KEY);

        assertThatThrownBy(() -> KeyPem.readSigningKey(Files.readString(publicFile)))
                .isInstanceOf(KeyPem.MalformedKey.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwx--x---", "rwxrwxrwx"})
    void shouldRefuseAPrivateKeyThatOthersMayTouch(String permissions) throws Exception {
        Path file = directory.resolve("agent.pem");
        KeyFiles.writePair(file, KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> KeyFiles.readSigningKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("private key `" + file + "`: expected permissions 0600, found " + permissions
                        + "; run `chmod 600 " + file + "`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "rwx------"})
    void shouldTakeAPrivateKeyThatIsItsOwnersAlone(String permissions) throws Exception {
        Path file = directory.resolve("agent.pem");
        KeyFiles.writePair(file, KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(KeyFiles.readSigningKey(file).verifyingKey()).isEqualTo(KEY.verifyingKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.pem", "agent.pem.pub"})
    void shouldNeverOverwriteEitherFile(String there) throws Exception {
        Path taken = Files.writeString(directory.resolve(there), "precious");

        assertThatThrownBy(() -> KeyFiles.writePair(directory.resolve("agent.pem"), KEY))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("`" + taken + "` is there already; no key is ever overwritten");
        assertThat(taken).hasContent("precious");
        assertThat(files()).containsExactly(there);
    }

    @Test
    void shouldLeaveNoPrivateKeyBehindWhenThePublicOneCannotBeWritten() throws Exception {
        // A link that points nowhere: it does not exist to a look, and is there to a write.
        Files.createSymbolicLink(directory.resolve("agent.pem.pub"), directory.resolve("nowhere"));

        assertThatThrownBy(() -> KeyFiles.writePair(directory.resolve("agent.pem"), KEY))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("agent.pem.pub` is there already");
        assertThat(files()).containsExactly("agent.pem.pub");
    }

    @Test
    void shouldNotWriteThroughALinkThatPointsNowhere() throws Exception {
        Files.createSymbolicLink(directory.resolve("agent.pem"), directory.resolve("nowhere"));

        assertThatThrownBy(() -> KeyFiles.writePair(directory.resolve("agent.pem"), KEY))
                .isInstanceOf(KeyFileException.class);
        assertThat(files()).containsExactly("agent.pem");
    }

    @Test
    void shouldSayThatTheDirectoryIsNotThere() {
        Path file = directory.resolve("missing").resolve("agent.pem");

        assertThatThrownBy(() -> KeyFiles.writePair(file, KEY))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("cannot write `" + file + "`: its directory does not exist");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        Path file = directory.resolve("missing.pem");

        assertThatThrownBy(() -> KeyFiles.readSigningKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("private key `" + file + "`: there is no such file");
        assertThatThrownBy(() -> KeyFiles.readVerifyingKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("public key `" + file + "`: there is no such file");
    }

    @Test
    void shouldSayWhatItExpectedOfOtherFiles() throws Exception {
        Path large = Files.write(directory.resolve("large"), new byte[10_001]);
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});

        assertThatThrownBy(() -> KeyFiles.readSigningKey(large))
                .hasMessage("private key `" + large + "`: expected PEM text of at most 10000 bytes");
        assertThatThrownBy(() -> KeyFiles.readVerifyingKey(binary))
                .hasMessage("public key `" + binary + "`: expected PEM text, found other bytes");
    }

    @Test
    void shouldNeverQuoteKeyMaterial() throws Exception {
        String pem = KeyPem.write(KEY);
        String broken = pem.replace("-----END", "-----DNE");
        Path file = Files.createFile(
                directory.resolve("agent.pem"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, broken, StandardCharsets.UTF_8);
        String secret = pem.lines().toList().get(1);

        assertThatThrownBy(() -> KeyFiles.readSigningKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith("private key `" + file + "`: ")
                .hasMessageEndingWith("; make one with `holdfast keys new --out FILE`")
                .hasMessageNotContaining(secret.substring(20));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
