package dev.holdfast.trust.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.KeyPem;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.TestGrants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
    private static final SigningKey KEY = TestGrants.key(3);

    private static final char[] PASSWORD = "xxxxxx".toCharArray();

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
    void shouldReadBackThePairOfMlDsaThatItWrote() throws Exception {
        MlDsaSigningKey key = MlDsaSigningKey.ofSeed(new byte[MlDsaSigningKey.SEED_BYTES]);
        Path file = directory.resolve("log.pem");

        Path publicFile = KeyFiles.writePair(file, key);

        assertThat(KeyFiles.readMlDsaSigningKey(file).verifyingKey()).isEqualTo(key.verifyingKey());
        assertThat(KeyFiles.readMlDsaVerifyingKey(publicFile)).isEqualTo(key.verifyingKey());
        assertThatThrownBy(() -> KeyFiles.readSigningKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("expected an Ed25519 private key, found one of another algorithm");
        assertThatThrownBy(() -> KeyFiles.readMlDsaSigningKey(publicFile)).isInstanceOf(KeyFileException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> KeyFiles.readMlDsaSigningKey(file)).hasMessageContaining("expected permissions 0600");
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

    @Test
    void shouldReadBackAPairUnderAPassword() throws Exception {
        Path file = directory.resolve("agent.pem");
        char[] password = "correct horse".toCharArray();

        Path publicFile = KeyFiles.writePair(file, KEY, password);

        assertThat(file).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeyFiles.readSigningKey(file, Optional.of(password)).verifyingKey())
                .isEqualTo(KEY.verifyingKey());
        assertThat(KeyFiles.readVerifyingKey(publicFile)).isEqualTo(KEY.verifyingKey());
        assertThatThrownBy(() -> KeyFiles.readSigningKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("private key `" + file
                        + "`: expected its password, found none; give the password, or name a key that is under none");
        assertThatThrownBy(() -> KeyFiles.readSigningKey(file, Optional.of("wrong".toCharArray())))
                .isInstanceOf(KeyFileException.class)
                .hasMessage(
                        "private key `" + file
                                + "`: expected the password that it was written with, found another one, or the file is damaged; try again");
    }

    @Test
    void shouldNotNeedAPasswordThatItIsGiven() throws Exception {
        Path file = directory.resolve("agent.pem");
        KeyFiles.writePair(file, KEY);

        assertThat(KeyFiles.readSigningKey(file, Optional.of(PASSWORD)).verifyingKey())
                .isEqualTo(KEY.verifyingKey());
    }

    @Test
    void shouldReadAStore() throws Exception {
        Path file = store("rw-------");

        assertThat(HexFormat.of()
                        .formatHex(KeyFiles.readSigningKey(file, Optional.of(PASSWORD))
                                .verifyingKey()
                                .raw()))
                .startsWith("10c91e2486038d62");
        assertThatThrownBy(() -> KeyFiles.readSigningKey(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("expected its password, found none");
        assertThatThrownBy(() -> KeyFiles.readSigningKey(file, Optional.of("xxxxxy".toCharArray())))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("expected the password that it was written with");
    }

    @Test
    void shouldRefuseAProtectedKeyThatOthersMayReadAsWell() throws Exception {
        Path store = store("rw-r-----");
        Path pem = copy("ed25519-encrypted.pem", "rw----r--");

        for (Path file : List.of(store, pem)) {
            assertThatThrownBy(() -> KeyFiles.readSigningKey(file, Optional.of(PASSWORD)))
                    .isInstanceOf(KeyFileException.class)
                    .hasMessageContaining("expected permissions 0600, found rw-")
                    .hasMessageEndingWith("; run `chmod 600 " + file + "`");
        }
    }

    @Test
    void shouldWriteNothingUnderAnEmptyPasswordOrTheNameOfAStore() throws Exception {
        assertThatThrownBy(() -> KeyFiles.writePair(directory.resolve("agent.pem"), KEY, new char[0]))
                .isInstanceOf(KeyFileException.class)
                .hasMessageEndingWith("agent.pem`: expected a password, found an empty one");
        assertThatThrownBy(() -> KeyFiles.writePair(directory.resolve("agent.p12"), KEY))
                .isInstanceOf(KeyFileException.class)
                .hasMessageEndingWith("agent.p12`: keys are written as PEM; name the file `.pem`");

        assertThat(files()).isEmpty();
    }

    @Test
    void shouldSayWhatItExpectedOfAStore() throws Exception {
        Path large = Files.write(directory.resolve("large.p12"), new byte[100_001]);

        assertThatThrownBy(() -> KeyFiles.readSigningKey(large, Optional.of(PASSWORD)))
                .hasMessage("private key `" + large + "`: expected a PKCS#12 store of at most 100000 bytes");
    }

    private Path store(String permissions) throws IOException {
        return copy("ed25519.p12", permissions);
    }

    private Path copy(String resource, String permissions) throws IOException {
        try (InputStream in = KeyPem.class.getResourceAsStream(resource)) {
            assertThat(in).isNotNull();
            Path file = Files.write(directory.resolve(resource), in.readAllBytes());
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
