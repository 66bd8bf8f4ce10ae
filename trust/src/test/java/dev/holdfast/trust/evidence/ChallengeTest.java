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
    private static final long WINDOW = Challenge.WINDOW_MILLIS;
    // START is the start of a window.
    private static final long START = TestGrants.START;

    @Test
    void shouldDeriveTheSameInEveryInstance() {
        var other = new Challenge(new byte[32], TestEvidence.TRUST_DOMAIN);

        byte[] nonce = TestEvidence.CHALLENGE.at(START);

        assertThat(other.at(START + WINDOW - 1)).isEqualTo(nonce).hasSize(Challenge.NONCE_BYTES);
        assertThat(other.age(ByteBuffer.wrap(nonce), START)).isEqualTo(Age.CURRENT);
    }

    @Test
    void shouldDeriveWhatTheSpecificationSays() {
        // printf '\0\0\0\x15holdfast-challenge-v1\0\0\0\x04prod\0\0\0\0\x03\x93\x87\0'
        //   | openssl dgst -sha256 -mac HMAC -macopt hexkey:00..00; window 60,000,000 = 0x03938700
        assertThat(HexFormat.of().formatHex(TestEvidence.CHALLENGE.at(START)))
                .isEqualTo("06d9138548ab44be732db73a03d33bb2b4ae48adc8d59ab80eb7917b879ec26a");
    }

    @Test
    void shouldDifferByWindowTrustDomainAndSecret() {
        byte[] nonce = TestEvidence.CHALLENGE.at(START);
        byte[] secret = new byte[32];
        secret[31] = 1;

        assertThat(TestEvidence.CHALLENGE.at(START + WINDOW)).isNotEqualTo(nonce);
        assertThat(new Challenge(new byte[32], "test").at(START)).isNotEqualTo(nonce);
        assertThat(new Challenge(secret, "prod").at(START)).isNotEqualTo(nonce);
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
        "-1, CURRENT",
        "-30000, CURRENT",
        "-30001, STALE",
        "-960000, STALE",
        "-960001, FOREIGN"
    })
    void shouldHoldForItsWindowAndThoseBeside(long afterMillis, Age age) {
        ByteBuffer nonce = TestEvidence.nonce();

        assertThat(TestEvidence.CHALLENGE.age(nonce, START + afterMillis)).isEqualTo(age);
        assertThat(nonce.remaining()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 1_000})
    void shouldTakeNoOtherSizeForANonce(int size) {
        byte[] nonce = Arrays.copyOf(TestEvidence.CHALLENGE.at(START), size);

        assertThat(TestEvidence.CHALLENGE.age(ByteBuffer.wrap(nonce), START)).isEqualTo(Age.FOREIGN);
    }

    @Test
    void shouldTakeNoOthersNonce() {
        assertThat(new Challenge(new byte[32], "test").age(TestEvidence.nonce(), START))
                .isEqualTo(Age.FOREIGN);
    }

    @Test
    void shouldBeTheSameForAllWhoHaveTheEvaluatorsKey() {
        byte[] nonce = Challenge.derivedFrom(TestGrants.key(3), "prod").at(START);

        assertThat(Challenge.derivedFrom(TestGrants.key(3), "prod").age(ByteBuffer.wrap(nonce), START))
                .isEqualTo(Age.CURRENT);
        assertThat(Challenge.derivedFrom(TestGrants.key(4), "prod").age(ByteBuffer.wrap(nonce), START))
                .isEqualTo(Age.FOREIGN);
    }

    @Test
    void shouldRefuseAShortSecret() {
        assertThatThrownBy(() -> new Challenge(new byte[31], "prod"))
                .hasMessage("expected a challenge secret of at least 32 random bytes, found 31");
    }
}
