package dev.holdfast.trust.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.KeyPem;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.FuzzBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class KeyFilesFuzzTest {
    static Stream<byte[]> seeds() {
        var key = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
        return Stream.of(
                FuzzBytes.of(KeyPem.write(key)),
                FuzzBytes.of(KeyPem.write(key.verifyingKey())),
                FuzzBytes.of("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n"),
                new byte[] {(byte) 0xC3, 0x28},
                new byte[10_001]);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAKeyOrNameTheFileThatHoldsNone(byte[] bytes) throws IOException {
        for (String ending : new String[] {".pem", ".p12"}) {
            Path file = Files.createTempFile(
                    "holdfast-key-",
                    ending,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(file, bytes);
                KeyFiles.readSigningKey(file, Optional.of("secret".toCharArray()));
                KeyFiles.readVerifyingKey(file);
            } catch (KeyFileException none) {
                assertThat(none).hasMessageContaining(file.toString());
            } finally {
                Files.delete(file);
            }
        }
    }
}
