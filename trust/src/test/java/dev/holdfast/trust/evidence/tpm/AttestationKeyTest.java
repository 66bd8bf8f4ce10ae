package dev.holdfast.trust.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttestationKeyTest {
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final String OTHERS = "the quote's signature is not of the grant's attestation key";
    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    static Stream<Arguments> sound() {
        return Stream.of(
                arguments(named("ECDSA", TestTpm.spki(TestTpm.EC)), TestTpm.ecdsa(MESSAGE)),
                arguments(named("RSASSA", TestTpm.spki(TestTpm.RSA)), TestTpm.rsaSsa(MESSAGE)),
                arguments(
                        named("RSAPSS, salt of the digest's length", TestTpm.spki(TestTpm.RSA)),
                        TestTpm.rsaPss(MESSAGE, 32)),
                arguments(
                        named("RSAPSS, longest salt", TestTpm.spki(TestTpm.RSA)),
                        TestTpm.rsaPss(MESSAGE, 256 - 32 - 2)));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void shouldVerifyEveryScheme(ByteBuffer key, ByteBuffer signature) {
        assertThat(refuse(key, MESSAGE, signature)).isEqualTo("");
    }

    @ParameterizedTest
    @MethodSource("sound")
    void shouldRefuseAnotherMessage(ByteBuffer key, ByteBuffer signature) {
        assertThat(refuse(key, new byte[] {1, 2, 4}, signature)).isEqualTo(OTHERS);
    }

    static Stream<Arguments> flawed() {
        byte[] ecdsa = TestTpm.ecdsa(MESSAGE).array();
        byte[] rsa = TestTpm.rsaSsa(MESSAGE).array();
        String zero = "0020" + "00".repeat(32);
        return Stream.of(
                ec("RSASSA by an EC key", rsa, "expected a signature by a key of EC, found one of RSA"),
                rsa("ECDSA by an RSA key", ecdsa, "expected a signature by a key of RSA, found one of EC"),
                rsa("RSASSA that says RSAPSS", relabel(rsa, "0016000b"), OTHERS),
                rsa(
                        "RSAPSS that says RSASSA",
                        relabel(TestTpm.rsaPss(MESSAGE, 32).array(), "0014000b"),
                        OTHERS),
                rsa("RSAPSS with a salt of 20", TestTpm.rsaPss(MESSAGE, 20).array(), OTHERS),
                ec("SHA-1", relabel(ecdsa, "00180004"), "expected signature hash (SHA-256) 000b, found 0004"),
                ec(
                        "HMAC",
                        relabel(ecdsa, "0005000b"),
                        "expected sigAlg 0014 (RSASSA), 0016 (RSAPSS) or 0018 (ECDSA), found 0005"),
                ec(
                        "no signature",
                        relabel(ecdsa, "0010000b"),
                        "expected sigAlg 0014 (RSASSA), 0016 (RSAPSS) or 0018 (ECDSA), found 0010"),
                ec("r and s of zero", hex("0018000b" + zero + zero), OTHERS),
                ec("r and s of no bytes", hex("0018000b" + "0000" + "0000"), OTHERS),
                ec("r and s of the order", hex("0018000b" + "0020" + ORDER + "0020" + ORDER), OTHERS),
                ec(
                        "an r of 33 bytes",
                        hex("0018000b" + "0021" + "00".repeat(33) + zero),
                        "expected signatureR of at most 32 bytes, found 33"),
                ec(
                        "a byte behind",
                        Arrays.copyOf(ecdsa, ecdsa.length + 1),
                        "expected nothing more, found 1 bytes behind"),
                rsa("an RSA signature of no bytes", hex("0014000b" + "0000"), OTHERS),
                rsa(
                        "an oversized signature",
                        new byte[519],
                        "expected a TPMT_SIGNATURE of at most 518 bytes, found 519"));
    }

    @ParameterizedTest
    @MethodSource("flawed")
    void shouldRefuseAFlawedSignature(ByteBuffer key, byte[] signature, String why) {
        assertThat(refuse(key, MESSAGE, ByteBuffer.wrap(signature))).isEqualTo(why);
    }

    @Test
    void shouldRefuseEveryTruncation() {
        for (byte[] signature : new byte[][] {
            TestTpm.ecdsa(MESSAGE).array(), TestTpm.rsaSsa(MESSAGE).array()
        }) {
            for (int size = 0; size < signature.length; size++) {
                assertThat(TpmSignature.parse(ByteBuffer.wrap(signature, 0, size)))
                        .as("%d bytes", size)
                        .isInstanceOf(TpmSignature.Unreadable.class);
            }
        }
    }

    @Test
    void shouldTakeNoOtherKey() throws Exception {
        byte[] spki = TestTpm.spki(TestTpm.EC).array();

        assertThat(AttestationKey.parse(TestTpm.spki(TestTpm.keys("EC", "secp384r1"))))
                .isEmpty();
        assertThat(AttestationKey.parse(
                        TestTpm.spki(KeyPairGenerator.getInstance("Ed25519").generateKeyPair())))
                .isEmpty();
        assertThat(AttestationKey.parse(ByteBuffer.wrap(Arrays.copyOf(spki, spki.length + 1))))
                .isEmpty();
        assertThat(AttestationKey.parse(ByteBuffer.wrap(spki, 0, spki.length - 1)))
                .isEmpty();
        assertThat(AttestationKey.parse(ByteBuffer.allocate(0))).isEmpty();
        assertThat(AttestationKey.parse(ByteBuffer.allocate(10_000))).isEmpty();
    }

    private static String refuse(ByteBuffer key, byte[] message, ByteBuffer signature) {
        return AttestationKey.parse(key)
                .orElseThrow()
                .refuse(message, TpmSignature.parse(signature))
                .orElse("");
    }

    private static Arguments ec(String name, byte[] signature, String why) {
        return arguments(named(name, TestTpm.spki(TestTpm.EC)), signature, why);
    }

    private static Arguments rsa(String name, byte[] signature, String why) {
        return arguments(named(name, TestTpm.spki(TestTpm.RSA)), signature, why);
    }

    private static byte[] relabel(byte[] signature, String head) {
        return TestTpm.concat(hex(head), Arrays.copyOfRange(signature, 4, signature.length));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
