package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.testing.TestGrants;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementKeyTest {
    // RFC 7748, section 6.1.
    private static final AgreementKey ALICE =
            AgreementKey.of(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    private static final AgreementKey BOB =
            AgreementKey.of(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

    @Test
    void shouldHaveThePublicKeysOfTheRfc() {
        assertThat(ALICE.publicKey())
                .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        assertThat(BOB.publicKey()).isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    }

    @Test
    void shouldAgreeTheSecretOfTheRfcFromEitherSide() {
        byte[] secret = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

        assertThat(ALICE.agree(BOB.publicKey())).hasValue(secret);
        assertThat(BOB.agree(ALICE.publicKey())).hasValue(secret);
    }

    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void shouldMultiplyAsSection52OfTheRfcDoes(String scalar, String point, String product) {
        assertThat(AgreementKey.of(hex(scalar)).agree(hex(point))).hasValue(hex(product));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void shouldNotAgreeOnZero(String pointOfLowOrder) {
        assertThat(ALICE.agree(hex(pointOfLowOrder))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void shouldNotAgreeWithOtherSizes(int sizeBytes) {
        assertThat(ALICE.agree(new byte[sizeBytes])).isEmpty();
    }

    @Test
    void shouldBeTheSameWhereverItsSigningKeyIs() {
        byte[] once = AgreementKey.derivedFrom(TestGrants.key(7)).publicKey();

        assertThat(AgreementKey.derivedFrom(TestGrants.key(7)).publicKey()).isEqualTo(once);
        assertThat(AgreementKey.derivedFrom(TestGrants.key(8)).publicKey()).isNotEqualTo(once);
    }

    @Test
    void shouldNotUseTheSeedItself() {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) 7);

        assertThat(AgreementKey.derivedFrom(SigningKey.ofSeed(seed)).publicKey())
                .isNotEqualTo(AgreementKey.of(seed).publicKey());
    }

    @Test
    void shouldTakePrivateKeysOfTheRightSizeOnly() {
        assertThatThrownBy(() -> AgreementKey.of(new byte[31]))
                .hasMessage("expected an X25519 private key of 32 bytes, found 31");
    }

    @Test
    void shouldNotShowItsPrivateHalf() {
        assertThat(ALICE.toString()).contains("8520f009").doesNotContain("77076d0a");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
