package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.junit.jupiter.api.Test;

class MlDsaTest {
    private static final byte[] MESSAGE = "a text".getBytes(StandardCharsets.UTF_8);
    private static final MlDsaSigningKey KEY = key(1);

    private static MlDsaSigningKey key(int seedByte) {
        byte[] seed = new byte[MlDsaSigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) seedByte);
        return MlDsaSigningKey.ofSeed(seed);
    }

    @Test
    void shouldVerifyWhatItSignedAndNothingElse() {
        byte[] signature = KEY.sign(MESSAGE);

        assertThat(signature).hasSize(MlDsaVerifyingKey.SIGNATURE_BYTES).isEqualTo(KEY.sign(MESSAGE));
        assertThat(KEY.verifyingKey().raw()).hasSize(MlDsaVerifyingKey.SIZE_BYTES);
        assertThat(KEY.verifyingKey().verifies(MESSAGE, signature)).isTrue();
        assertThat(KEY.verifyingKey().verifies(new byte[0], signature)).isFalse();
        assertThat(key(2).verifyingKey().verifies(MESSAGE, signature)).isFalse();
        for (int at : new int[] {0, 31, 32, 2_000, 2_419}) {
            byte[] flipped = signature.clone();
            flipped[at] ^= 1;
            assertThat(KEY.verifyingKey().verifies(MESSAGE, flipped)).isFalse();
        }
    }

    @Test
    void shouldNotTakeOtherSizes() {
        byte[] signature = KEY.sign(MESSAGE);

        for (int size : new int[] {0, 64, 2_419, 2_421}) {
            assertThat(KEY.verifyingKey().verifies(MESSAGE, Arrays.copyOf(signature, size)))
                    .isFalse();
        }
        assertThatThrownBy(() -> MlDsaVerifyingKey.of(new byte[1_311]))
                .hasMessage("expected an ML-DSA-44 public key of 1312 bytes, found 1311");
        assertThatThrownBy(() -> MlDsaSigningKey.ofSeed(new byte[33]))
                .hasMessage("expected a seed of 32 bytes, found 33");
    }

    @Test
    void shouldComeBackFromText() throws Exception {
        MlDsaSigningKey fresh = MlDsaSigningKey.generate(new SecureRandom());

        assertThat(MlDsaPem.readSigningKey(MlDsaPem.write(fresh)).verifyingKey())
                .isEqualTo(fresh.verifyingKey());
        assertThat(MlDsaPem.readVerifyingKey(MlDsaPem.write(fresh.verifyingKey())))
                .isEqualTo(fresh.verifyingKey());
    }

    @Test
    void shouldReadASeedWithTheExpandedKeyBesideItButNotTheExpandedKeyAlone() throws Exception {
        var parameters = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, KEY.seed());
        String both = pem(parameters.getParametersWithFormat(MLDSAPrivateKeyParameters.BOTH));
        String expanded = pem(parameters.getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY));

        assertThat(MlDsaPem.readSigningKey(both).verifyingKey()).isEqualTo(KEY.verifyingKey());
        assertThatThrownBy(() -> MlDsaPem.readSigningKey(expanded))
                .hasMessage("expected an ML-DSA-44 private key with its seed, found one without");
    }

    private static String pem(MLDSAPrivateKeyParameters key) throws Exception {
        return KeyPem.armor(
                KeyPem.PRIVATE, PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded());
    }

    @Test
    void shouldNotReadKeysOfOtherAlgorithms() throws Exception {
        SigningKey other = SigningKey.ofSeed(new byte[32]);
        var larger = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, KEY.seed());

        assertThatThrownBy(() -> MlDsaPem.readSigningKey(KeyPem.write(other)))
                .hasMessage("expected an ML-DSA-44 private key, found one of another algorithm");
        assertThatThrownBy(() -> MlDsaPem.readSigningKey(pem(larger)))
                .hasMessage("expected an ML-DSA-44 private key, found one of another algorithm");
        assertThatThrownBy(() -> MlDsaPem.readVerifyingKey(KeyPem.write(other.verifyingKey())))
                .hasMessage("expected an ML-DSA-44 public key, found one of another algorithm");
        assertThatThrownBy(() -> KeyPem.readSigningKey(MlDsaPem.write(KEY)))
                .hasMessage("expected an Ed25519 private key, found one of another algorithm");
        assertThatThrownBy(() -> MlDsaPem.readSigningKey(KeyPem.armor(KeyPem.PRIVATE, new byte[40])))
                .hasMessage("expected an ML-DSA-44 private key in PKCS#8, found other bytes");
    }

    @Test
    void shouldSayWhoseItIsAndNeverWhatItIs() {
        assertThat(KEY).hasToString("signing " + KEY.verifyingKey());
        assertThat(KEY.verifyingKey().toString()).matches("ML-DSA-44 key [0-9a-f]{32}");
    }
}
