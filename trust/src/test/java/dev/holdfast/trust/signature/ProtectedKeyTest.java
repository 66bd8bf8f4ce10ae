package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.testing.TestGrants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys it reads lie in the resources of this package, with the recipe that made them. */
class ProtectedKeyTest {
    private static final String OPENSSL_PUBLIC = "10c91e2486038d6216c5d4125a918443a0aca1e3a4bd74a09d582236e40b5d3f";
    private static final String KEYTOOL_PUBLIC = "c5ccb8fa7edb21176a7f16a062bdd4b594aaf1b8c5e2e062bac584be15696d63";
    private static final char[] PEM_PASSWORD = {'x'};
    private static final char[] STORE_PASSWORD = "xxxxxx".toCharArray();

    @ParameterizedTest
    @ValueSource(strings = {"ed25519-encrypted.pem", "ed25519-encrypted-sha512.pem", "ed25519-encrypted-sha1.pem"})
    void shouldReadTheProtectedKeyThatOpensslWrote(String file) throws Exception {
        SigningKey key = ProtectedPem.read(text(file), PEM_PASSWORD);

        assertThat(key.verifyingKey().raw()).isEqualTo(HexFormat.of().parseHex(OPENSSL_PUBLIC));
    }

    @Test
    void shouldReadBackWhatItWroteAndNothingWithAnotherPassword() throws Exception {
        SigningKey key = TestGrants.key(77);
        char[] password = "Grüße, 世界".toCharArray();

        String pem = ProtectedPem.write(key, password, new SecureRandom());

        assertThat(ProtectedPem.isProtected(pem)).isTrue();
        assertThat(ProtectedPem.read(pem, password).seed()).isEqualTo(key.seed());
        assertThat(password).isEqualTo("Grüße, 世界".toCharArray());
        assertThatThrownBy(() -> ProtectedPem.read(pem, "grüße, 世界".toCharArray()))
                .isInstanceOf(WrongPassword.class);
        assertThatThrownBy(() -> KeyPem.readSigningKey(pem)).isInstanceOf(KeyPem.MalformedKey.class);
    }

    @Test
    void shouldNeverProtectTwiceInTheSameWay() {
        SigningKey key = TestGrants.key(77);

        String once = ProtectedPem.write(key, PEM_PASSWORD, new SecureRandom());

        assertThat(ProtectedPem.write(key, PEM_PASSWORD, new SecureRandom())).isNotEqualTo(once);
    }

    @Test
    void shouldNotProtectByAnEmptyPassword() {
        assertThatThrownBy(() -> ProtectedPem.write(TestGrants.key(77), new char[0], new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a password, found an empty one");
    }

    @Test
    void shouldTellAProtectedKeyFromAnOpenOne() throws Exception {
        assertThat(ProtectedPem.isProtected(text("ed25519-encrypted.pem"))).isTrue();
        assertThat(ProtectedPem.isProtected(text("ed25519.pem"))).isFalse();
        assertThat(ProtectedPem.isProtected(text("ed25519.pub.pem"))).isFalse();
    }

    /** One wrong password in 256 leaves a padding that looks right; of these, {@code no239} does. */
    @ParameterizedTest
    @ValueSource(strings = {"", "X", "xx", "no238", "no239"})
    void shouldOpenNothingWithAWrongPassword(String password) throws Exception {
        String pem = text("ed25519-encrypted.pem");

        assertThatThrownBy(() -> ProtectedPem.read(pem, password.toCharArray()))
                .isInstanceOf(WrongPassword.class)
                .hasMessage("the password does not open it");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ec-encrypted.pem             | expected an Ed25519 private key, found one of another algorithm
            ed25519-encrypted-scrypt.pem | expected a key protected by PBES2 with PBKDF2 and AES: PBKDF2, found algorithm 1.3.6.1.4.1.11591.4.11; convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`
            ed25519-encrypted-des3.pem   | expected a key protected by PBES2 with PBKDF2 and AES: AES in CBC mode, found algorithm 1.2.840.113549.3.7; convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`
            ed25519-encrypted-pbes1.pem  | expected a key protected by PBES2 with PBKDF2 and AES: PBES2, found algorithm 1.2.840.113549.1.12.1.3; convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`
            ed25519.pem                  | expected PEM text with `-----BEGIN ENCRYPTED PRIVATE KEY-----`, found none
            """)
    void shouldRefuseAKeyThatIsProtectedOtherwise(String file, String message) throws Exception {
        String pem = text(file);

        assertThatThrownBy(() -> ProtectedPem.read(pem, PEM_PASSWORD))
                .isInstanceOf(KeyPem.MalformedKey.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseMoreRoundsThanItsLimit() throws Exception {
        String pem = withRounds(ProtectedPem.ITERATIONS_MAXIMUM + 1);

        assertThatThrownBy(() -> ProtectedPem.read(pem, PEM_PASSWORD))
                .isInstanceOf(KeyPem.MalformedKey.class)
                .hasMessage("expected 1 to 10000000 rounds of PBKDF2, found another number of them");
    }

    @Test
    void shouldThrowNothingElseForAKeyOfWhichAByteWasChanged() throws Exception {
        byte[] der = KeyPem.dearmor("ENCRYPTED PRIVATE KEY", text("ed25519-encrypted.pem"));
        for (int place = 0; place < der.length; place++) {
            byte[] changed = der.clone();
            changed[place] ^= 0x01;
            String pem = KeyPem.armor("ENCRYPTED PRIVATE KEY", changed);
            try {
                ProtectedPem.read(pem, PEM_PASSWORD);
            } catch (KeyPem.MalformedKey | WrongPassword e) {
                assertThat(e).describedAs("byte %s", place).hasNoCause();
            }
        }
        for (int length = 0; length < der.length; length++) {
            String pem = KeyPem.armor("ENCRYPTED PRIVATE KEY", Arrays.copyOf(der, length));
            assertThatThrownBy(() -> ProtectedPem.read(pem, PEM_PASSWORD)).isInstanceOf(KeyPem.MalformedKey.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519.p12," + OPENSSL_PUBLIC,
        "ed25519-no-certificate.p12," + OPENSSL_PUBLIC,
        "keytool.p12," + KEYTOOL_PUBLIC
    })
    void shouldReadTheKeyOfAStore(String file, String publicKey) throws Exception {
        assertThat(Pkcs12.read(bytes(file), STORE_PASSWORD).verifyingKey().raw())
                .isEqualTo(HexFormat.of().parseHex(publicKey));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519.p12", "keytool.p12", "two-keys.p12"})
    void shouldNotOpenAStoreWithAnotherPassword(String file) throws Exception {
        byte[] store = bytes(file);

        assertThatThrownBy(() -> Pkcs12.read(store, "xxxxxy".toCharArray())).isInstanceOf(WrongPassword.class);
        assertThatThrownBy(() -> Pkcs12.read(store, new char[0])).isInstanceOf(WrongPassword.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ec.p12       | expected an Ed25519 private key, found one of another algorithm
            two-keys.p12 | expected a PKCS#12 store with one private key, found 2
            ed25519.pem  | expected a PKCS#12 store, found other bytes
            """)
    void shouldRefuseAStoreWithoutTheOneKey(String file, String message) throws Exception {
        byte[] store = bytes(file);

        assertThatThrownBy(() -> Pkcs12.read(store, STORE_PASSWORD))
                .isInstanceOf(KeyPem.MalformedKey.class)
                .hasMessage(message);
    }

    @Test
    void shouldThrowNothingElseForAStoreThatWasCutShort() throws Exception {
        byte[] store = bytes("ed25519.p12");
        for (int length = 0; length < store.length; length += 7) {
            byte[] cut = Arrays.copyOf(store, length);
            assertThatThrownBy(() -> Pkcs12.read(cut, STORE_PASSWORD))
                    .describedAs("length %s", length)
                    .isInstanceOfAny(KeyPem.MalformedKey.class, WrongPassword.class);
        }
    }

    /** OpenSSL's key, with another number of rounds in the place of its own. */
    private static String withRounds(int rounds) throws Exception {
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(
                KeyPem.dearmor("ENCRYPTED PRIVATE KEY", text("ed25519-encrypted.pem")));
        var scheme = PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
        var salt = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters())
                .getSalt();
        var changed = new PBES2Parameters(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, rounds)),
                scheme.getEncryptionScheme());
        var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, changed);
        return KeyPem.armor(
                "ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(algorithm, info.getEncryptedData()).getEncoded());
    }

    private static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = ProtectedKeyTest.class.getResourceAsStream(name)) {
            assertThat(in).describedAs("resource %s", name).isNotNull();
            return in.readAllBytes();
        }
    }
}
