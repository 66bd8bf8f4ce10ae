package dev.holdfast.trust.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.TokenSight;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TokenAgeTest {
    private static final long START = TestGrants.START;

    @Test
    void shouldCountFromWhenATokenWasIssued() {
        assertThat(age(List.of(), 1, issued(START - 60_000), START).sinceMillis())
                .hasValue(START - 60_000);
        assertThat(age(List.of(), 1, issued(START + 10_000), START).sinceMillis())
                .as("by a clock that is ahead")
                .hasValue(START);
        assertThat(age(List.of(), 1, issued(Long.MIN_VALUE), START).sinceMillis())
                .hasValue(0);
        assertThat(age(List.of(), 1, issued(START), START).sights()).isEmpty();
    }

    @Test
    void shouldCountFromTheFirstSightOfEachOfTwoThatAreShownInTurn() {
        List<TokenSight> known = List.of();
        for (int turn = 0; turn < 20; turn++) {
            TokenAge age = age(known, turn % 2, without(START + 100_000), START + turn);
            assertThat(age.sinceMillis()).hasValue(START + turn % 2);
            known = age.sights();
        }
        assertThat(known).hasSize(2);
    }

    @Test
    void shouldNotTellTheAgeOfMoreThanItRemembers() {
        List<TokenSight> known = List.of();
        for (int token = 0; token < TokenAge.REMEMBERED; token++) {
            known = age(known, token, without(START + 1_000 + token), START).sights();
        }

        TokenAge further = age(known, 99, without(START + 9_000), START + 999);

        assertThat(known).hasSize(TokenAge.REMEMBERED);
        assertThat(further.sinceMillis()).isEmpty();
        assertThat(further.sights()).isEqualTo(known);
        assertThat(age(known, 3, without(START + 9_000), START + 999).sinceMillis())
                .hasValue(START);
        assertThat(age(known, 99, without(START + 9_000), START + 1_000).sinceMillis())
                .as("one has run out")
                .hasValue(START + 1_000);
    }

    private static TokenAge age(List<TokenSight> known, int token, Verified verified, long now) {
        return TokenAge.of(known, ByteBuffer.wrap(new byte[] {(byte) token}), verified, now);
    }

    private static Verified issued(long at) {
        return new Verified(START + 100_000, "", ByteBuffer.allocate(0), OptionalLong.of(at));
    }

    private static Verified without(long until) {
        return new Verified(until, "", ByteBuffer.allocate(0), OptionalLong.empty());
    }
}
