package dev.holdfast.trust.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.testing.TestGrants;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final long START = TestGrants.START;

    @Test
    void shouldBeFreshUpToTheGreatestAge() {
        assertThat(Freshness.of(START, 5_000, START)).isEqualTo(new Freshness.Fresh(0));
        assertThat(Freshness.of(START, 5_000, START + 5_000)).isEqualTo(new Freshness.Fresh(5_000));
    }

    @Test
    void shouldBeStaleBeyondIt() {
        var stale = new Freshness.Stale(5_001, 5_000);

        assertThat(Freshness.of(START, 5_000, START + 5_001)).isEqualTo(stale);
        assertThat(stale.detail())
                .isEqualTo("expected an attestation of at most 5000 ms, found one of 5001 ms; attest again");
    }

    @Test
    void shouldBeStaleWhenTakenInAfterNow() {
        assertThat(Freshness.of(START + 1, 5_000, START)).isInstanceOf(Freshness.Stale.class);
    }

    @Test
    void shouldNameTheInstantAtWhichItTurns() {
        long turn = Freshness.staleAtMillis(START, 5_000);

        assertThat(Freshness.of(START, 5_000, turn - 1)).isInstanceOf(Freshness.Fresh.class);
        assertThat(Freshness.of(START, 5_000, turn)).isInstanceOf(Freshness.Stale.class);
    }

    @Test
    void shouldTakeGreatestAgesOfKnownKindsOnly() {
        assertThat(Freshness.flaw(Map.of())).isEmpty();
        assertThat(Freshness.flaw(Map.of("TPM_QUOTE", 1L, "STATEMENT", 60_000L)))
                .isEmpty();
        assertThat(Freshness.flaw(Map.of("OTHER", 1L)))
                .contains("expected greatest ages of X509_SVID, JWT_SVID, TPM_QUOTE or STATEMENT, found `OTHER`");
        assertThat(Freshness.flaw(Map.of("TPM_QUOTE", 0L)))
                .contains("expected the greatest age of TPM_QUOTE to be from 1 to 315360000000 ms, found 0");
        assertThat(Freshness.flaw(Map.of("TPM_QUOTE", Long.MAX_VALUE))).isPresent();
    }
}
