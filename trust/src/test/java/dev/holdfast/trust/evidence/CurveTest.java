package dev.holdfast.trust.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void shouldKnowItsOwnKeysAndNoOthers() throws Exception {
        ECPublicKey p256 = key("secp256r1");
        ECPublicKey p384 = key("secp384r1");
        ECPublicKey p521 = key("secp521r1");

        assertThat(Curve.P256.has(p256)).isTrue();
        assertThat(Curve.P384.has(p384)).isTrue();
        assertThat(Curve.P256.has(p384)).isFalse();
        assertThat(Curve.P384.has(p256)).isFalse();
        assertThat(Curve.P384.has(p521)).isFalse();
    }

    private static ECPublicKey key(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return (ECPublicKey) generator.generateKeyPair().getPublic();
    }
}
