package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Keys;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Authorities that are changed, withdrawn, run out or are not there, and what they granted. */
class AuthorityTest extends Governed {
    @Test
    void shouldHaltWhatAnAuthorityGrantedThatIsWithdrawn() {
        leased("one", "reader", "acme");
        Authority withdrawn = Acts.authority("issuers", Role.GRANT_ISSUER);
        withdrawn.setVersion(2);

        scenario.vouch(withdrawn);

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).containsExactly("AUTHORITY_UNKNOWN");
    }

    @Test
    void shouldGoOnWhenAnAuthorityRotatesItsKeysAndKeepsTheOldOne() {
        Executor executor = leased("one", "reader", "acme");
        Authority rotated = Acts.authority("issuers", Role.GRANT_ISSUER, Keys.STRANGER, Keys.ISSUER);
        rotated.setVersion(2);
        scenario.vouch(rotated);

        executor.beat();
        scenario.send(scenario.signedGrant("two", Keys.STRANGER, grant -> {}));
        scenario.executor("two").beat();

        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.standing("two")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHaltWhenTheAuthorityExpires() {
        Instant end = scenario.now().plusSeconds(20);
        Authority brief = Acts.authority("brief", Role.GRANT_ISSUER, Keys.STRANGER);
        brief.setNotAfter(end);
        scenario.vouch(brief);
        scenario.send(scenario.signedGrant("one", Keys.STRANGER, grant -> {}));
        Executor executor = scenario.executor("one");
        executor.beat();

        executor.beatFor(19);
        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
        executor.beatFor(2);

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).containsExactly("AUTHORITY_EXPIRED");
    }

    @Test
    void shouldSayWhyAGrantWasRefused() {
        scenario.send(scenario.signedGrant("one", Keys.STRANGER, grant -> {}));
        scenario.executor("one").beat();

        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.DENIED);
        assertThat(codes("one")).contains("SIGNER_UNKNOWN");
    }

    @Test
    void shouldGrantNothingWithoutAuthorities() {
        try (var ungoverned = EvaluatorScenario.with().ungoverned().start()) {
            ungoverned.grant("one");
            ungoverned.executor("one").beat();

            assertThat(ungoverned.leases("one")).isEmpty();
            assertThat(ungoverned.deadLetters()).hasSize(2);
        }
    }
}
