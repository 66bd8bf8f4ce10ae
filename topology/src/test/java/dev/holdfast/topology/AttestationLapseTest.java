package dev.holdfast.topology;

import static dev.holdfast.topology.AttestedExecution.ID;
import static dev.holdfast.topology.AttestedExecution.SPIFFE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Finding;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.scenario.Spiffe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an attestation that was good ceases to be: by its age, by its end, or with the authority behind it. */
class AttestationLapseTest {
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

    static Stream<Arguments> svids() {
        BiFunction<AttestedExecution, Spiffe, Attestation> x509 =
                (execution, domain) -> domain.x509(ID, execution.challenge());
        BiFunction<AttestedExecution, Spiffe, Attestation> jwt = (execution, domain) ->
                domain.jwt(Signing.TRUST_DOMAIN, execution.scenario().now().plusSeconds(600));
        return Stream.of(Arguments.of("X509-SVID", x509), Arguments.of("JWT-SVID", jwt));
    }

    @ParameterizedTest(name = "an {0}")
    @MethodSource("svids")
    void shouldPauseAtOnceByAnSvidWhoseAuthorityIsWithdrawn(
            String form, BiFunction<AttestedExecution, Spiffe, Attestation> svid) {
        execution.granted(AttestedExecution::askForSvid);
        execution.attest(svid.apply(execution, SPIFFE));
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        replaceBundle(next -> next.setKeys(List.of()).setSpiffeTrustDomain("").setBundle(ByteBuffer.allocate(0)));

        execution.assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PAUSED);
        executor.beat();
        assertThat(execution.findings()).containsExactly("ATTESTATION_MISSING");
    }

    @ParameterizedTest(name = "an {0}")
    @MethodSource("svids")
    void shouldPauseAtOnceByAnSvidWhoseAuthorityIsReplaced(
            String form, BiFunction<AttestedExecution, Spiffe, Attestation> svid) {
        execution.granted(AttestedExecution::askForSvid);
        execution.attest(svid.apply(execution, SPIFFE));

        replaceBundle(next -> next.setBundle(StandardCharsets.UTF_8.encode(IMPOSTOR.bundle())));

        execution.assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");

        execution.attest(svid.apply(execution, IMPOSTOR));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @ParameterizedTest(name = "an {0}")
    @MethodSource("svids")
    void shouldGoOnUnderABundleThatHasTheNextKeysBesides(
            String form, BiFunction<AttestedExecution, Spiffe, Attestation> svid) {
        execution.granted(AttestedExecution::askForSvid);
        execution.attest(svid.apply(execution, SPIFFE));

        replaceBundle(next -> next.setBundle(StandardCharsets.UTF_8.encode(SPIFFE.bundleWith(IMPOSTOR))));
        executor.beatFor(3);

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldPauseByAnSvidWhoseAuthoritysTimeIsOver() {
        Instant end = scenario.now().plusSeconds(3);
        replaceBundle(next -> next.setNotAfter(end));
        execution.granted(AttestedExecution::askForSvid);
        execution.attest(SPIFFE.x509(ID, execution.challenge()));
        executor.beatFor(2);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        executor.beatFor(2);

        execution.assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");
    }

    @Test
    void shouldPauseAtOnceByAnSvidWhoseAuthorityMaySpeakForOthersAlone() {
        execution.granted(AttestedExecution::askForSvid);
        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        replaceBundle(next -> next.setAgents(List.of("clerk")));

        execution.assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");
    }

    private void replaceBundle(Consumer<Authority.Builder> change) {
        var next = Authority.newBuilder(SPIFFE.authority("workloads")).setVersion(2);
        change.accept(next);
        scenario.vouch(next.build());
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldPauseWhenAnAttestationGetsTooOldThoughNothingIsHeard() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 2_500L));
        });
        execution.attest(SPIFFE.x509(ID, execution.challenge()));
        executor.beatFor(2);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        scenario.advance(Duration.ofMillis(700));

        execution.assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldNotTakeAnAttestationPresentedAgainForANewOne() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 5_000L));
        });
        Attestation proof = SPIFFE.x509(ID, execution.challenge());
        execution.attest(proof);
        for (int second = 0; second < 6; second++) {
            scenario.advance(Duration.ofSeconds(1));
            execution.attest(proof);
        }

        execution.assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");
    }

    @ParameterizedTest(name = "issued: {0}")
    @ValueSource(booleans = {true, false})
    void shouldNotKeepEvidenceYoungByTwoTokensInTurn(boolean saysWhen) {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("JWT_SVID", 5_000L));
        });
        List<Attestation> tokens = List.of(token(saysWhen, 600), token(saysWhen, 601));
        for (int second = 0; second < 7; second++) {
            execution.attest(tokens.get(second % 2));
            scenario.advance(Duration.ofSeconds(1));
        }

        execution.assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");

        execution.attest(token(saysWhen, 602));

        assertThat(scenario.standing(ID)).as("by a new one").isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldCountTheAgeOfATokenFromItsIssue() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("JWT_SVID", 5_000L));
        });
        Attestation token = token(true, 600);
        scenario.advance(Duration.ofSeconds(6));

        execution.attest(token);

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(execution.findings()).containsExactly("EVIDENCE_STALE");
    }

    private Attestation token(boolean saysWhen, int seconds) {
        return SPIFFE.jwt(
                Signing.TRUST_DOMAIN,
                saysWhen ? scenario.now() : null,
                scenario.now().plusSeconds(seconds));
    }

    @Test
    void shouldResumeByANewAttestation() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setGraceMillis(60_000);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 5_000L));
        });
        Attestation proof = SPIFFE.x509(ID, execution.challenge());
        execution.attest(proof);
        executor.beatFor(32);
        execution.assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");

        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(execution.latest().command().getAction()).isEqualTo(ControlAction.RESUME);
    }

    @Test
    void shouldHaltWhenNoNewAttestationComesWithinTheGrace() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 5_000L));
        });
        execution.attest(SPIFFE.x509(ID, execution.challenge()));

        executor.beatFor(17);

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.HALTED);
        assertThat(execution.latest().command().getAction()).isEqualTo(ControlAction.HALT);
        assertThat(execution.latest().command().getFindings())
                .extracting(Finding::getCode)
                .containsExactly("PAUSE_UNRESOLVED", "EVIDENCE_STALE");
    }

    @Test
    void shouldPauseWhenAnSvidRunsOut() {
        execution.granted(AttestedExecution::askForSvid);
        Instant end = scenario.now().plusSeconds(3);
        execution.attest(SPIFFE.x509(ID, execution.challenge(), end));
        executor.beatFor(2);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        scenario.advance(Duration.ofMillis(1_100));

        execution.assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");
    }

    @Test
    void shouldNotBeStaleByOneFormWhileTheOtherHolds() {
        execution.granted(grant -> {
            AttestedExecution.askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 1_500L));
        });
        execution.attest(
                SPIFFE.x509(ID, execution.challenge()),
                SPIFFE.jwt(Signing.TRUST_DOMAIN, scenario.now().plusSeconds(60)));

        executor.beatFor(5);

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
    }
}
