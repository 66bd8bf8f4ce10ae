package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.trust.testing.FuzzBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class KeyTextFuzzTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);

    /** ASN.1 of sequences within sequences, two bytes a level. */
    private static byte[] nested(int bytes) {
        byte[] nested = new byte[bytes];
        for (int i = 0; i < bytes; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        return nested;
    }

    static Stream<byte[]> seeds() {
        byte[] nested = nested(7_000);
        return Stream.of(
                        KeyPem.write(KEY),
                        KeyPem.write(KEY.verifyingKey()),
                        MlDsaPem.write(MlDsaSigningKey.ofSeed(new byte[32])),
                        MlDsaPem.write(MlDsaSigningKey.ofSeed(new byte[32]).verifyingKey()),
                        KeyPem.armor("PRIVATE KEY", nested),
                        KeyPem.armor("PUBLIC KEY", nested),
                        KeyPem.armor("ENCRYPTED PRIVATE KEY", nested),
                        KeyPem.armor("PRIVATE KEY", new byte[0]))
                .map(FuzzBytes::of);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAPrivateKeyOrSayThatItIsNone(byte[] text) {
        try {
            SigningKey key = KeyPem.readSigningKey(new String(text, StandardCharsets.UTF_8));
            assertThat(KeyPem.readSigningKey(KeyPem.write(key)).verifyingKey()).isEqualTo(key.verifyingKey());
        } catch (KeyPem.MalformedKey none) {
            return;
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAPublicKeyOrSayThatItIsNone(byte[] text) {
        try {
            VerifyingKey key = KeyPem.readVerifyingKey(new String(text, StandardCharsets.UTF_8));
            assertThat(KeyPem.readVerifyingKey(KeyPem.write(key))).isEqualTo(key);
        } catch (KeyPem.MalformedKey none) {
            return;
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAKeyOfMlDsaOrSayThatItIsNone(byte[] text) {
        try {
            MlDsaSigningKey key = MlDsaPem.readSigningKey(new String(text, StandardCharsets.UTF_8));
            assertThat(MlDsaPem.readSigningKey(MlDsaPem.write(key)).verifyingKey())
                    .isEqualTo(key.verifyingKey());
        } catch (KeyPem.MalformedKey none) {
            return;
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAPublicKeyOfMlDsaOrSayThatItIsNone(byte[] text) {
        try {
            MlDsaVerifyingKey key = MlDsaPem.readVerifyingKey(new String(text, StandardCharsets.UTF_8));
            assertThat(MlDsaPem.readVerifyingKey(MlDsaPem.write(key))).isEqualTo(key);
        } catch (KeyPem.MalformedKey none) {
            return;
        }
    }

    /** What stands in the armour of a key under a password; seeds are of one round, as 600,000 are slow. */
    static Stream<byte[]> protectedKeys() throws KeyPem.MalformedKey {
        String pem = ProtectedPem.write(KEY, "secret".toCharArray(), new SecureRandom(new byte[] {1}));
        byte[] der = KeyPem.dearmor("ENCRYPTED PRIVATE KEY", pem);
        byte[] rounds = {0x02, 0x03, 0x09, 0x27, (byte) 0xC0};
        byte[] quick = der.clone();
        for (int at = 0; at + rounds.length <= der.length; at++) {
            if (Arrays.equals(Arrays.copyOfRange(der, at, at + rounds.length), rounds)) {
                quick[at + 2] = 0;
                quick[at + 3] = 0;
                quick[at + 4] = 1;
            }
        }
        return Stream.of(quick, Arrays.copyOf(quick, 40), nested(7_000));
    }

    @MethodSource("protectedKeys")
    @FuzzTest(maxDuration = "60s")
    void shouldOpenAProtectedKeyOrSayWhyNot(byte[] der) {
        try {
            ProtectedPem.read(KeyPem.armor("ENCRYPTED PRIVATE KEY", der), "secret".toCharArray());
        } catch (KeyPem.MalformedKey | WrongPassword none) {
            return;
        }
    }

    static Stream<byte[]> stores() {
        return Stream.of(nested(100_000), new byte[] {0x30, (byte) 0x80, 0x02, 0x01, 0x03}, new byte[] {
            0x30, 0x03, 0x02, 0x01, 0x03
        });
    }

    @MethodSource("stores")
    @FuzzTest(maxDuration = "60s")
    void shouldOpenAKeyStoreOrSayWhyNot(byte[] store) {
        try {
            Pkcs12.read(store, "secret".toCharArray());
        } catch (KeyPem.MalformedKey | WrongPassword none) {
            return;
        }
    }
}
