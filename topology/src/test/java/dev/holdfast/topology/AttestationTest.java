package dev.holdfast.topology;

import static dev.holdfast.topology.AttestedExecution.ID;
import static dev.holdfast.topology.AttestedExecution.SPIFFE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Role;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.SessionExecutor;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.scenario.Spiffe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a grant asks to be attested, from the challenge to the verdict: who the workload is, by its SVID. */
class AttestationTest {
    private static final Spiffe IMPOSTOR = new Spiffe();

    private AttestedExecution execution;
    private EvaluatorScenario scenario;
    private Executor executor;

    @BeforeEach
    void start() {
        execution = AttestedExecution.start();
        scenario = execution.scenario();
        executor = execution.executor();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldWaitForTheFirstAttestationAndThenLease() {
        execution.granted(AttestedExecution::askForSvid);

        executor.beat();

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(execution.findings()).containsExactly("ATTESTATION_MISSING");
        assertThat(scenario.commands(ID)).isEmpty();
        executor.beatFor(20);
        assertThat(scenario.standing(ID)).as("it may wait").isEqualTo(TrustState.PENDING);

        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.leases(ID)).hasSize(1);
        assertThat(execution.findings()).isEmpty();
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldTakeAnAttestationWithinASessionIfItIsSigned() {
        SessionExecutor session = scenario.inSession(ID, AttestedExecution::askForSvid, HeartbeatMode.SESSION);
        scenario.advance(Duration.ofMillis(100));
        session.beat();
        assertThat(scenario.leases(ID)).isEmpty();

        scenario.send(session.heartbeat(
                heartbeat -> heartbeat.setAttestations(List.of(SPIFFE.x509(ID, execution.challenge())))));

        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.state(ID).getSessionUncovered()).as("signed").isZero();
    }

    @Test
    void shouldTakeTheAnswerToAnotherInstancesChallenge() {
        execution.granted(AttestedExecution::askForSvid);
        ByteBuffer nonce = execution.challenge();
        executor.beat();
        try (var after = EvaluatorScenario.with()
                .startsAt(scenario.wallClock())
                .stored(scenario.store())
                .start()) {
            after.vouch(SPIFFE.authority("workloads"));
            var same = after.executor(ID);
            same.next(heartbeat -> {});

            same.beat(heartbeat -> heartbeat.setAttestations(List.of(SPIFFE.x509(ID, nonce))));

            assertThat(after.standing(ID)).isEqualTo(TrustState.TRUSTED);
        }
    }

    @Test
    void shouldHaltByTheSvidOfAnotherAuthority() {
        execution.granted(AttestedExecution::askForSvid);

        execution.attest(IMPOSTOR.x509(ID, execution.challenge()));

        execution.assertHalted("ATTESTATION_FAILED", "X509_SVID=expected a chain to one of 1 authorities");
    }

    @Test
    void shouldHaltByTheSvidThatWasProvenForAnotherExecution() {
        execution.granted(AttestedExecution::askForSvid);

        execution.attest(SPIFFE.x509("job-2", execution.challenge()));

        execution.assertHalted(
                "ATTESTATION_FAILED", "expected the SVID's key to have signed the executor's key, this execution");
    }

    @Test
    void shouldLeaseByATokenForThisDeployment() {
        execution.granted(AttestedExecution::askForSvid);

        execution.attest(SPIFFE.jwt(Signing.TRUST_DOMAIN, scenario.now().plusSeconds(60)));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldLeaseByATokenForTheAudienceOfTheGrant() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setJwtAudience("billing");
        });

        execution.attest(SPIFFE.jwt("billing", scenario.now().plusSeconds(60)));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHaltByATokenForAnotherAudience() {
        execution.granted(AttestedExecution::askForSvid);

        execution.attest(SPIFFE.jwt("billing", scenario.now().plusSeconds(60)));

        execution.assertHalted(
                "ATTESTATION_FAILED",
                "JWT_SVID=expected a token for the audience `tests.holdfast.example` and no other");
    }

    @Test
    void shouldNotKnowAnSvidWithoutItsAuthority() {
        execution.granted(grant -> grant.setSpiffeId("spiffe://elsewhere.org/worker"));

        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(execution.findings()).containsExactly("ATTESTATION_MISSING");
    }

    @Test
    void shouldNotBelieveAnAuthorityForOtherAgents() {
        var narrowed = SPIFFE.authority("workloads");
        narrowed.setVersion(2);
        narrowed.setAgents(List.of("clerk"));
        scenario.vouch(narrowed);
        execution.granted(AttestedExecution::askForSvid);

        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        assertThat(execution.findings()).containsExactly("ATTESTATION_MISSING");
        assertThat(scenario.leases(ID)).isEmpty();
    }

    @Test
    void shouldNotBelieveAnAuthorityThatWasWithdrawn() {
        var withdrawn = Acts.authority("workloads", Role.EXECUTOR_CA);
        withdrawn.setVersion(2);
        scenario.vouch(withdrawn);
        assertThat(scenario.deadLetters()).isEmpty();
        execution.granted(AttestedExecution::askForSvid);

        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        assertThat(execution.findings()).containsExactly("ATTESTATION_MISSING");
    }

    @Test
    void shouldNotLookAtWhatTheGrantDoesNotAskFor() {
        execution.granted(grant -> {});

        execution.attest(IMPOSTOR.x509(ID, ByteBuffer.allocate(32)));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.state(ID).getAttestations()).isEmpty();
    }

    @Test
    void shouldRefuseAnAttestationOfAnotherForm() {
        execution.granted(AttestedExecution::askForSvid);
        Attestation named = SPIFFE.x509(ID, execution.challenge());
        named.setName("executable.sha256");

        execution.attest(named);

        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("OUT_OF_RANGE");
            assertThat(letter.getDetail()).contains("to have no `name`");
        });
    }

    @Test
    void shouldRefuseAGrantThatAsksForWhatNobodyCanShow() {
        execution.granted(grant -> grant.setSpiffeId("spiffe://Example.org"));

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("GRANT_INVALID"));
    }
}
