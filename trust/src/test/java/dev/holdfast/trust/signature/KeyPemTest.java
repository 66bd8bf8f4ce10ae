package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.testing.TestGrants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys it reads lie in the resources of this package, with the recipe that made them. */
class KeyPemTest {
    private static final String OPENSSL_SEED = "11d48f66626b6533c4c67f418a93ca1095a9d9f858732d2aa3ba441409696ed5";
    private static final String OPENSSL_PUBLIC = "10c91e2486038d6216c5d4125a918443a0aca1e3a4bd74a09d582236e40b5d3f";

    @Test
    void shouldReadThePrivateKeyThatOpensslWrote() throws Exception {
        SigningKey key = KeyPem.readSigningKey(resource("ed25519.pem"));

        assertThat(key.seed()).isEqualTo(HexFormat.of().parseHex(OPENSSL_SEED));
        assertThat(key.verifyingKey().raw()).isEqualTo(HexFormat.of().parseHex(OPENSSL_PUBLIC));
    }

    @Test
    void shouldReadThePublicKeyThatOpensslWrote() throws Exception {
        VerifyingKey key = KeyPem.readVerifyingKey(resource("ed25519.pub.pem"));

        assertThat(key.raw()).isEqualTo(HexFormat.of().parseHex(OPENSSL_PUBLIC));
    }

    @Test
    void shouldWriteJustWhatOpensslWrites() throws Exception {
        SigningKey key = SigningKey.ofSeed(HexFormat.of().parseHex(OPENSSL_SEED));

        assertThat(KeyPem.write(key)).isEqualTo(resource("ed25519.pem"));
        assertThat(KeyPem.write(key.verifyingKey())).isEqualTo(resource("ed25519.pub.pem"));
    }

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        SigningKey key = TestGrants.key(77);

        assertThat(KeyPem.readSigningKey(KeyPem.write(key)).seed()).isEqualTo(key.seed());
        assertThat(KeyPem.readVerifyingKey(KeyPem.write(key.verifyingKey()))).isEqualTo(key.verifyingKey());
    }

    @Test
    void shouldReadAKeyAmongOtherTextAndWithOtherLineEnds() throws Exception {
        String text = "# of nobody\r\n" + resource("ed25519.pem").replace("\n", "\r\n") + "\r\n# end\r\n";

        assertThat(KeyPem.readSigningKey(text).seed()).isEqualTo(HexFormat.of().parseHex(OPENSSL_SEED));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            rsa.pem                | expected an Ed25519 private key, found one of another algorithm
            x25519.pem             | expected an Ed25519 private key, found one of another algorithm
            ed448.pem              | expected an Ed25519 private key, found one of another algorithm
            ec.pem                 | expected an Ed25519 private key, found one of another algorithm
            ed25519-encrypted.pem  | expected PEM text with `-----BEGIN PRIVATE KEY-----`, found none
            ed25519.pub.pem        | expected PEM text with `-----BEGIN PRIVATE KEY-----`, found none
            """)
    void shouldRefuseAnotherKindOfPrivateKey(String file, String message) throws Exception {
        String text = resource(file);

        assertThatThrownBy(() -> KeyPem.readSigningKey(text))
                .isInstanceOf(KeyPem.MalformedKey.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            rsa.pub.pem     | expected an Ed25519 public key, found one of another algorithm
            x25519.pub.pem  | expected an Ed25519 public key, found one of another algorithm
            ec.pub.pem      | expected an Ed25519 public key, found one of another algorithm
            ed25519.pem     | expected PEM text with `-----BEGIN PUBLIC KEY-----`, found none
            """)
    void shouldRefuseAnotherKindOfPublicKey(String file, String message) throws Exception {
        String text = resource(file);

        assertThatThrownBy(() -> KeyPem.readVerifyingKey(text))
                .isInstanceOf(KeyPem.MalformedKey.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing at all          | ''
            no end line             | -----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEIBHUj2Zi
            end before begin        | -----END PRIVATE KEY----------BEGIN PRIVATE KEY-----
            lines that overlap      | -----BEGIN PRIVATE KEY-----END PRIVATE KEY-----
            nothing between         | -----BEGIN PRIVATE KEY----------END PRIVATE KEY-----
            one character too few   | -----BEGIN PRIVATE KEY-----M-----END PRIVATE KEY-----
            DER cut short           | -----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEIBHUj2Zia2UzxMZ/QYqTyhCVqdn4-----END PRIVATE KEY-----
            DER with more behind    | -----BEGIN PRIVATE KEY-----MC4CAQAwBQYDK2VwBCIEIBHUj2Zia2UzxMZ/QYqTyhCVqdn4WHMtKqO6RBQJaW7VAAAA-----END PRIVATE KEY-----
            """)
    void shouldRefuseTextThatIsNoPrivateKey(String name, String text) {
        assertThatThrownBy(() -> KeyPem.readSigningKey(text))
                .isInstanceOf(KeyPem.MalformedKey.class)
                .hasMessageStartingWith("expected ")
                .hasNoCause()
                .message()
                .doesNotContain("MC4CAQAw");
    }

    @Test
    void shouldRefuseAPublicKeyThatIsNoPointOfTheCurve() {
        // y = 2 is on no point of the curve.
        String text = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                + "-----END PUBLIC KEY-----\n";

        assertThatThrownBy(() -> KeyPem.readVerifyingKey(text)).isInstanceOf(KeyPem.MalformedKey.class);
    }

    @Test
    void shouldRefuseTextBeyondItsLimit() throws Exception {
        String atLimit = resource("ed25519.pem");
        String beyond = atLimit + " ".repeat(10_001 - atLimit.length());

        assertThat(KeyPem.readSigningKey(beyond.substring(0, 10_000))).isNotNull();
        assertThatThrownBy(() -> KeyPem.readSigningKey(beyond)).isInstanceOf(KeyPem.MalformedKey.class);
    }

    @Test
    void shouldNotShowAKeyInText() {
        SigningKey key = TestGrants.key(9);

        assertThat(key.toString())
                .doesNotContain("0909")
                .isEqualTo("signing key " + key.verifyingKey().id());
        assertThat(key.verifyingKey().toString())
                .doesNotContain(HexFormat.of().formatHex(key.verifyingKey().raw()));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KeyPemTest.class.getResourceAsStream(name)) {
            assertThat(in).describedAs("resource %s", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
