package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.testing.TestGrants;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 8032, section 7.1: TEST 1, TEST 2 and TEST 3. */
    @ParameterizedTest(name = "RFC 8032, {0}")
    @CsvSource(textBlock = """
            TEST 1, 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60, d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            TEST 2, 4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb, 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            TEST 3, c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7, fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """)
    void shouldAgreeWithTheStandard(String name, String seed, String publicKey, String message, String signature) {
        SigningKey key = SigningKey.ofSeed(HEX.parseHex(seed));

        assertThat(HEX.formatHex(key.verifyingKey().raw())).isEqualTo(publicKey);
        assertThat(key.verifyingKey().verifies(HEX.parseHex(message), HEX.parseHex(signature)))
                .isTrue();
        assertThat(key.verifyingKey().verifies(HEX.parseHex(message + "00"), HEX.parseHex(signature)))
                .isFalse();
    }

    @Test
    void shouldRefuseTheSecondFormOfASignature() {
        // S plus the order of the group satisfies the same equation; RFC 8032, section 5.1.7 wants S below the order.
        byte[] message = HEX.parseHex("af82");
        byte[] signature = HEX.parseHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        var order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        VerifyingKey key =
                VerifyingKey.of(HEX.parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"));
        assertThat(key.verifies(message, signature)).isTrue();

        byte[] second = signature.clone();
        byte[] sum = reversed(new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)))
                .add(order)
                .toByteArray());
        System.arraycopy(sum, 0, second, 32, 32);

        assertThat(key.verifies(message, second)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            the neutral element,               0100000000000000000000000000000000000000000000000000000000000000
            a point of order 2,                ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
            a point of order 4,                0000000000000000000000000000000000000000000000000000000000000000
            a point of order 8,                26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05
            a coordinate beyond the field,     eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
            a sound key plus order 2,          16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5
            no point of the curve,             0200000000000000000000000000000000000000000000000000000000000000
            """)
    void shouldRefuseAPublicKeyUnderWhichForeignSignaturesCouldVerify(String name, String raw) {
        assertThatThrownBy(() -> VerifyingKey.of(HEX.parseHex(raw)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected an Ed25519 public key, found 32 bytes that are not a point of the curve");
    }

    @ParameterizedTest
    @CsvSource({"0", "31", "33"})
    void shouldRefuseKeysOfAnotherSize(int size) {
        assertThatThrownBy(() -> VerifyingKey.of(new byte[size]))
                .hasMessage("expected an Ed25519 public key of 32 bytes, found " + size);
        assertThatThrownBy(() -> SigningKey.ofSeed(new byte[size]))
                .hasMessage("expected a seed of 32 bytes, found " + size);
    }

    @ParameterizedTest
    @CsvSource({"0", "15", "17"})
    void shouldRefuseKeyIdsOfAnotherSize(int size) {
        assertThatThrownBy(() -> KeyId.of(new byte[size])).hasMessage("expected a key id of 16 bytes, found " + size);
    }

    @Test
    void shouldNameAKeyByTheDigestOfItsBytes() {
        VerifyingKey key = TestGrants.key(5).verifyingKey();

        assertThat(key.id().toString())
                .isEqualTo(Digest.sha256Hex(key.raw()).substring(0, 32))
                .hasSize(32);
        assertThat(KeyId.of(key.id().bytes())).isEqualTo(key.id()).hasSameHashCodeAs(key.id());
        assertThat(key.id()).isNotEqualTo(TestGrants.key(6).verifyingKey().id());
    }

    @Test
    void shouldDigestAsTheStandardHasIt() {
        // FIPS 180-4's example `abc`.
        assertThat(Digest.sha256Hex("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void shouldKeepItsBytesToItself() {
        byte[] raw = TestGrants.key(5).verifyingKey().raw();
        VerifyingKey key = VerifyingKey.of(raw);

        raw[0] ^= 1;
        key.raw()[0] ^= 1;
        key.id().bytes()[0] ^= 1;

        assertThat(key).isEqualTo(TestGrants.key(5).verifyingKey());
        assertThat(key.id()).isEqualTo(TestGrants.key(5).verifyingKey().id());
    }

    @Test
    void shouldMakeADifferentKeyEachTime() {
        var random = new SecureRandom();

        assertThat(SigningKey.generate(random).verifyingKey())
                .isNotEqualTo(SigningKey.generate(random).verifyingKey());
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[32];
        for (int i = 0; i < 32; i++) {
            out[i] = i < bytes.length ? bytes[bytes.length - 1 - i] : 0;
        }
        return out;
    }
}
