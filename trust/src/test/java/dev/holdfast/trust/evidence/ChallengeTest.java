package dev.holdfast.trust.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.evidence.Challenge.Age;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    private static final String EXECUTION = "order-17";
    private static final long WINDOW = TestEvidence.WINDOW_MILLIS;
    // START is the start of a window.
    private static final long START = TestGrants.START;

    @Test
    void shouldDeriveTheSameInEveryInstance() {
        var other = new Challenge(new byte[32], TestEvidence.TRUST_DOMAIN, WINDOW);

        byte[] nonce = TestEvidence.CHALLENGE.at(EXECUTION, START);

        assertThat(other.at(EXECUTION, START + WINDOW - 1)).isEqualTo(nonce).hasSize(Challenge.NONCE_BYTES);
        assertThat(other.age(EXECUTION, ByteBuffer.wrap(nonce), START)).isEqualTo(Age.CURRENT);
    }

    @Test
    void shouldDeriveWhatTheSpecificationSays() {
        // printf '\0\0\0\x15holdfast-challenge-v1\0\0\0\x04prod\0\0\0\x08order-17\0\0\0\0\x03\x93\x87\0'
        //   | openssl dgst -sha256 -mac HMAC -macopt hexkey:00..00; window 60,000,000 = 0x03938700
        assertThat(HexFormat.of().formatHex(TestEvidence.CHALLENGE.at(EXECUTION, START)))
                .isEqualTo("c4d5e18d28157fcd1aeb0e1f4771bb428609f8e64cd7edf4dae87728cf909ea2");
    }

    @Test
    void shouldDifferByWindowExecutionTrustDomainAndSecret() {
        byte[] nonce = TestEvidence.CHALLENGE.at(EXECUTION, START);
        byte[] secret = new byte[32];
        secret[31] = 1;

        assertThat(TestEvidence.CHALLENGE.at(EXECUTION, START + WINDOW)).isNotEqualTo(nonce);
        assertThat(TestEvidence.CHALLENGE.at("order-18", START)).isNotEqualTo(nonce);
        assertThat(new Challenge(new byte[32], "test", WINDOW).at(EXECUTION, START))
                .isNotEqualTo(nonce);
        assertThat(new Challenge(secret, "prod", WINDOW).at(EXECUTION, START)).isNotEqualTo(nonce);
    }

    @ParameterizedTest
    @CsvSource({
        "0, CURRENT",
        "29999, CURRENT",
        "30000, CURRENT",
        "59999, CURRENT",
        "60000, STALE",
        "989999, STALE",
        "990000, FOREIGN",
        "-1, FOREIGN"
    })
    void shouldHoldForItsWindowAndTheNext(long afterMillis, Age age) {
        ByteBuffer nonce = TestEvidence.nonce();

        assertThat(TestEvidence.CHALLENGE.age(EXECUTION, nonce, START + afterMillis))
                .isEqualTo(age);
        assertThat(nonce.remaining()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 1_000})
    void shouldTakeNoOtherSizeForANonce(int size) {
        byte[] nonce = Arrays.copyOf(TestEvidence.CHALLENGE.at(EXECUTION, START), size);

        assertThat(TestEvidence.CHALLENGE.age(EXECUTION, ByteBuffer.wrap(nonce), START))
                .isEqualTo(Age.FOREIGN);
    }

    @Test
    void shouldTakeNoOthersNonce() {
        assertThat(TestEvidence.CHALLENGE.age("order-18", TestEvidence.nonce(), START))
                .isEqualTo(Age.FOREIGN);
        assertThat(new Challenge(new byte[32], "test", WINDOW).age(EXECUTION, TestEvidence.nonce(), START))
                .isEqualTo(Age.FOREIGN);
    }

    @Test
    void shouldRefuseASecretOrWindowOutOfBounds() {
        assertThatThrownBy(() -> new Challenge(new byte[31], "prod", WINDOW))
                .hasMessage("expected a challenge secret of at least 32 random bytes, found 31");
        assertThatThrownBy(() -> new Challenge(new byte[32], "prod", 999))
                .hasMessage("expected a challenge window from 1000 to 86400000 ms, found 999");
        assertThatThrownBy(() -> new Challenge(new byte[32], "prod", 86_400_001))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
