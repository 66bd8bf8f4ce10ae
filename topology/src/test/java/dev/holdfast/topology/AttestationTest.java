package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Executor.EVIDENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Role;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.SessionExecutor;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.scenario.Spiffe;
import dev.holdfast.topology.scenario.Tpm;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
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

/** What a grant asks to be attested, from the challenge to the verdict. */
class AttestationTest {
    private static final String ID = "job-1";
    private static final Spiffe SPIFFE = new Spiffe();
    private static final Spiffe IMPOSTOR = new Spiffe();
    private static final Tpm TPM = new Tpm();
    private static final SigningKey WITNESS = SigningKey.generate(new SecureRandom());

    private EvaluatorScenario scenario;
    private Executor executor;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
        scenario.vouch(SPIFFE.authority("workloads"));
        executor = scenario.executor(ID);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldWaitForTheFirstAttestationAndThenLease() {
        granted(this::askForSvid);

        executor.beat();

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(findings()).containsExactly("ATTESTATION_MISSING");
        assertThat(scenario.commands(ID)).isEmpty();
        executor.beatFor(20);
        assertThat(scenario.standing(ID)).as("it may wait").isEqualTo(TrustState.PENDING);

        attest(SPIFFE.x509(ID, challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.leases(ID)).hasSize(1);
        assertThat(findings()).isEmpty();
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldTakeAnAttestationWithinASessionIfItIsSigned() {
        SessionExecutor session = scenario.inSession(ID, this::askForSvid, HeartbeatMode.SESSION);
        scenario.advance(Duration.ofMillis(100));
        session.beat();
        assertThat(scenario.leases(ID)).isEmpty();

        scenario.send(session.heartbeat(heartbeat -> heartbeat.setAttestations(List.of(SPIFFE.x509(ID, challenge())))));

        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.state(ID).getSessionUncovered()).as("signed").isZero();
    }

    @Test
    void shouldHaltByTheSvidOfAnotherAuthority() {
        granted(this::askForSvid);

        attest(IMPOSTOR.x509(ID, challenge()));

        assertHalted("ATTESTATION_FAILED", "X509_SVID=expected a chain to one of 1 authorities");
    }

    @Test
    void shouldHaltByTheSvidThatWasProvenForAnotherExecution() {
        granted(this::askForSvid);

        attest(SPIFFE.x509("job-2", challenge()));

        assertHalted("ATTESTATION_FAILED", "expected the SVID's key to have signed the executor's key, this execution");
    }

    @Test
    void shouldLeaseByATokenForThisDeployment() {
        granted(this::askForSvid);

        attest(SPIFFE.jwt(Signing.TRUST_DOMAIN, scenario.now().plusSeconds(60)));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldLeaseByATokenForTheAudienceOfTheGrant() {
        granted(grant -> {
            askForSvid(grant);
            grant.setJwtAudience("billing");
        });

        attest(SPIFFE.jwt("billing", scenario.now().plusSeconds(60)));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHaltByATokenForAnotherAudience() {
        granted(this::askForSvid);

        attest(SPIFFE.jwt("billing", scenario.now().plusSeconds(60)));

        assertHalted(
                "ATTESTATION_FAILED",
                "JWT_SVID=expected a token for the audience `tests.holdfast.example` and no other");
    }

    @Test
    void shouldNotKnowAnSvidWithoutItsAuthority() {
        granted(grant -> grant.setSpiffeId("spiffe://elsewhere.org/worker"));

        attest(SPIFFE.x509(ID, challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(findings()).containsExactly("ATTESTATION_MISSING");
    }

    @Test
    void shouldNotBelieveAnAuthorityForOtherAgents() {
        var narrowed = SPIFFE.authority("workloads");
        narrowed.setVersion(2);
        narrowed.setAgents(List.of("clerk"));
        scenario.vouch(narrowed);
        granted(this::askForSvid);

        attest(SPIFFE.x509(ID, challenge()));

        assertThat(findings()).containsExactly("ATTESTATION_MISSING");
        assertThat(scenario.leases(ID)).isEmpty();
    }

    @Test
    void shouldNotBelieveAnAuthorityThatWasWithdrawn() {
        var withdrawn = Acts.authority("workloads", Role.EXECUTOR_CA);
        withdrawn.setVersion(2);
        scenario.vouch(withdrawn);
        assertThat(scenario.deadLetters()).isEmpty();
        granted(this::askForSvid);

        attest(SPIFFE.x509(ID, challenge()));

        assertThat(findings()).containsExactly("ATTESTATION_MISSING");
    }

    private void replaceBundle(Consumer<Authority.Builder> change) {
        var next = Authority.newBuilder(SPIFFE.authority("workloads")).setVersion(2);
        change.accept(next);
        scenario.vouch(next.build());
        assertThat(scenario.deadLetters()).isEmpty();
    }

    static Stream<Arguments> svids() {
        BiFunction<AttestationTest, Spiffe, Attestation> x509 = (test, domain) -> domain.x509(ID, test.challenge());
        BiFunction<AttestationTest, Spiffe, Attestation> jwt = (test, domain) ->
                domain.jwt(Signing.TRUST_DOMAIN, test.scenario.now().plusSeconds(600));
        return Stream.of(Arguments.of("X509-SVID", x509), Arguments.of("JWT-SVID", jwt));
    }

    @ParameterizedTest(name = "an {0}")
    @MethodSource("svids")
    void shouldPauseAtOnceByAnSvidWhoseAuthorityIsWithdrawn(
            String form, BiFunction<AttestationTest, Spiffe, Attestation> svid) {
        granted(this::askForSvid);
        attest(svid.apply(this, SPIFFE));
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        replaceBundle(next -> next.setKeys(List.of()).setSpiffeTrustDomain("").setBundle(ByteBuffer.allocate(0)));

        assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PAUSED);
        executor.beat();
        assertThat(findings()).containsExactly("ATTESTATION_MISSING");
    }

    @ParameterizedTest(name = "an {0}")
    @MethodSource("svids")
    void shouldPauseAtOnceByAnSvidWhoseAuthorityIsReplaced(
            String form, BiFunction<AttestationTest, Spiffe, Attestation> svid) {
        granted(this::askForSvid);
        attest(svid.apply(this, SPIFFE));

        replaceBundle(next -> next.setBundle(StandardCharsets.UTF_8.encode(IMPOSTOR.bundle())));

        assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");

        attest(svid.apply(this, IMPOSTOR));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @ParameterizedTest(name = "an {0}")
    @MethodSource("svids")
    void shouldGoOnUnderABundleThatHasTheNextKeysBesides(
            String form, BiFunction<AttestationTest, Spiffe, Attestation> svid) {
        granted(this::askForSvid);
        attest(svid.apply(this, SPIFFE));

        replaceBundle(next -> next.setBundle(StandardCharsets.UTF_8.encode(SPIFFE.bundleWith(IMPOSTOR))));
        executor.beatFor(3);

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldPauseByAnSvidWhoseAuthoritysTimeIsOver() {
        Instant end = scenario.now().plusSeconds(3);
        replaceBundle(next -> next.setNotAfter(end));
        granted(this::askForSvid);
        attest(SPIFFE.x509(ID, challenge()));
        executor.beatFor(2);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        executor.beatFor(2);

        assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");
    }

    @Test
    void shouldPauseAtOnceByAnSvidWhoseAuthorityMaySpeakForOthersAlone() {
        granted(this::askForSvid);
        attest(SPIFFE.x509(ID, challenge()));

        replaceBundle(next -> next.setAgents(List.of("clerk")));

        assertCommand(ControlAction.PAUSE, "ATTESTATION_MISSING");
    }

    @Test
    void shouldPauseWhenAnAttestationGetsTooOldThoughNothingIsHeard() {
        granted(grant -> {
            askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 2_500L));
        });
        attest(SPIFFE.x509(ID, challenge()));
        executor.beatFor(2);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        scenario.advance(Duration.ofMillis(700));

        assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldNotTakeAnAttestationPresentedAgainForANewOne() {
        granted(grant -> {
            askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 5_000L));
        });
        Attestation proof = SPIFFE.x509(ID, challenge());
        attest(proof);
        for (int second = 0; second < 6; second++) {
            scenario.advance(Duration.ofSeconds(1));
            attest(proof);
        }

        assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");
    }

    @ParameterizedTest(name = "issued: {0}")
    @ValueSource(booleans = {true, false})
    void shouldNotKeepEvidenceYoungByTwoTokensInTurn(boolean saysWhen) {
        granted(grant -> {
            askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("JWT_SVID", 5_000L));
        });
        List<Attestation> tokens = List.of(token(saysWhen, 600), token(saysWhen, 601));
        for (int second = 0; second < 7; second++) {
            attest(tokens.get(second % 2));
            scenario.advance(Duration.ofSeconds(1));
        }

        assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");

        attest(token(saysWhen, 602));

        assertThat(scenario.standing(ID)).as("by a new one").isEqualTo(TrustState.TRUSTED);
    }

    private Attestation token(boolean saysWhen, int seconds) {
        return SPIFFE.jwt(
                Signing.TRUST_DOMAIN,
                saysWhen ? scenario.now() : null,
                scenario.now().plusSeconds(seconds));
    }

    @Test
    void shouldCountTheAgeOfATokenFromItsIssue() {
        granted(grant -> {
            askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("JWT_SVID", 5_000L));
        });
        Attestation token = token(true, 600);
        scenario.advance(Duration.ofSeconds(6));

        attest(token);

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(findings()).containsExactly("EVIDENCE_STALE");
    }

    @Test
    void shouldResumeByANewAttestation() {
        granted(grant -> {
            askForSvid(grant);
            grant.setGraceMillis(60_000);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 5_000L));
        });
        Attestation proof = SPIFFE.x509(ID, challenge());
        attest(proof);
        executor.beatFor(32);
        assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");

        attest(SPIFFE.x509(ID, challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(lastCommand().getAction()).isEqualTo(ControlAction.RESUME);
    }

    @Test
    void shouldHaltWhenNoNewAttestationComesWithinTheGrace() {
        granted(grant -> {
            askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 5_000L));
        });
        attest(SPIFFE.x509(ID, challenge()));

        executor.beatFor(17);

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.HALTED);
        assertThat(lastCommand().getAction()).isEqualTo(ControlAction.HALT);
        assertThat(lastCommand().getFindings())
                .extracting(Finding::getCode)
                .containsExactly("PAUSE_UNRESOLVED", "EVIDENCE_STALE");
    }

    @Test
    void shouldPauseWhenAnSvidRunsOut() {
        granted(this::askForSvid);
        Instant end = scenario.now().plusSeconds(3);
        attest(SPIFFE.x509(ID, challenge(), end));
        executor.beatFor(2);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);

        scenario.advance(Duration.ofMillis(1_100));

        assertCommand(ControlAction.PAUSE, "EVIDENCE_STALE");
    }

    @Test
    void shouldNotBeStaleByOneFormWhileTheOtherHolds() {
        granted(grant -> {
            askForSvid(grant);
            grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 1_500L));
        });
        attest(
                SPIFFE.x509(ID, challenge()),
                SPIFFE.jwt(Signing.TRUST_DOMAIN, scenario.now().plusSeconds(60)));

        executor.beatFor(5);

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldLeaseByAQuoteOfAnAcceptedState() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));

        attest(TPM.quote(ID, challenge(), "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.state(ID).getAttestations()).singleElement().satisfies(result -> {
            assertThat(result.getKind()).isEqualTo(AttestationKind.TPM_QUOTE);
            assertThat(result.getOutcome()).isEqualTo(AttestationOutcome.VERIFIED);
        });
    }

    @Test
    void shouldHaltByAQuoteOfAnotherState() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));

        attest(TPM.quote(ID, challenge(), "tampered"));

        assertHalted("ATTESTATION_FAILED", "TPM_QUOTE=expected a pcrDigest that the grant accepts");
    }

    @Test
    void shouldHaltByTheQuoteOfAnotherTpm() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));

        attest(new Tpm().quote(ID, challenge(), "booted"));

        assertHalted("ATTESTATION_FAILED", "TPM_QUOTE=the quote's signature is not of the grant's attestation key");
    }

    @Test
    void shouldHaltByAQuoteForAnotherExecution() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));

        attest(TPM.quote("job-2", challenge(), "booted"));

        assertHalted("ATTESTATION_FAILED", "TPM_QUOTE=expected a quote whose extraData is the digest of");
    }

    @Test
    void shouldHaltByANonceThatNobodyGave() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));

        attest(TPM.quote(ID, ByteBuffer.allocate(32), "booted"));

        assertHalted(
                "ATTESTATION_FAILED", "TPM_QUOTE=expected an answer to a challenge of this deployment's evaluator");
    }

    @Test
    void shouldCallStaleWhatAnswersAReusedNonce() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));
        ByteBuffer old = challenge();
        executor.beat();
        executor.beatFor(91);

        attest(TPM.quote(ID, old, "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(findings()).containsExactly("EVIDENCE_STALE");
        assertThat(scenario.leases(ID)).isEmpty();

        attest(TPM.quote(ID, challenge(), "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldNotLetAStaleAnswerUndoWhatHolds() {
        granted(grant -> grant.setTpm(TPM.binding("booted")));
        ByteBuffer old = challenge();
        executor.beat();
        executor.beatFor(91);
        attest(TPM.quote(ID, challenge(), "booted"));

        attest(TPM.quote(ID, old, "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldHoldWhatIsStatedAgainstTheReferenceValues() {
        granted(grant -> {
            askForStatement(grant);
            grant.setReferenceValues(Map.of("executable.sha256", List.of("aa"), "model.sha256", List.of("cafe")));
        });

        attest(statement(WITNESS, "model.sha256", "cafe", challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHaltWhenAnotherValueIsStated() {
        granted(grant -> {
            askForStatement(grant);
            grant.setReferenceValues(Map.of("executable.sha256", List.of("aa"), "model.sha256", List.of("cafe")));
        });

        attest(statement(WITNESS, "model.sha256", "beef", challenge()));

        assertHalted("ENVIRONMENT_MISMATCH", "model.sha256");
    }

    @Test
    void shouldNotTakeTheExecutorsWordForWhatHasToBeStated() {
        granted(grant -> {
            askForStatement(grant);
            grant.setReferenceValues(Map.of("executable.sha256", List.of("aa"), "model.sha256", List.of("cafe")));
        });

        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "aa", "model.sha256", "cafe")));

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(findings()).containsExactly("ATTESTATION_MISSING", "ENVIRONMENT_UNPROVEN");
    }

    @Test
    void shouldHaltByTheStatementOfSomebodyElse() {
        granted(AttestationTest::askForStatement);

        attest(statement(SigningKey.generate(new SecureRandom()), "model.sha256", "cafe", challenge()));

        assertHalted("ATTESTATION_FAILED", "STATEMENT model.sha256=expected the signature of key");
    }

    @Test
    void shouldNotLookAtWhatTheGrantDoesNotAskFor() {
        granted(grant -> {});

        attest(IMPOSTOR.x509(ID, ByteBuffer.allocate(32)));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.state(ID).getAttestations()).isEmpty();
    }

    @Test
    void shouldRefuseAnAttestationOfAnotherForm() {
        granted(this::askForSvid);
        Attestation named = SPIFFE.x509(ID, challenge());
        named.setName("executable.sha256");

        attest(named);

        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("OUT_OF_RANGE");
            assertThat(letter.getDetail()).contains("to have no `name`");
        });
    }

    @Test
    void shouldRefuseAGrantThatAsksForWhatNobodyCanShow() {
        granted(grant -> grant.setSpiffeId("spiffe://Example.org"));

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("GRANT_INVALID"));
    }

    @Test
    void shouldTakeTheAnswerToAnotherInstancesChallenge() {
        granted(this::askForSvid);
        ByteBuffer nonce = challenge();
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

    private void granted(Consumer<Grant.Builder> change) {
        scenario.grant(ID, change);
        // Until the first sign of life.
        scenario.advance(Duration.ofMillis(100));
    }

    private void askForSvid(Grant.Builder grant) {
        grant.setSpiffeId(Spiffe.ID);
    }

    private static void askForStatement(Grant.Builder grant) {
        grant.setStatementKeys(
                Map.of("model.sha256", ByteBuffer.wrap(WITNESS.verifyingKey().raw())));
    }

    private ByteBuffer challenge() {
        var signs = scenario.signsOfLife();
        return signs.get(signs.size() - 1).getChallenge();
    }

    private void attest(Attestation... attestations) {
        executor.beat(
                heartbeat -> heartbeat.setAttestations(List.of(attestations)).setEvidence(EVIDENCE));
    }

    private Attestation statement(SigningKey signer, String name, String value, ByteBuffer nonce) {
        ByteBuffer payload = StandardCharsets.UTF_8.encode(value);
        var content = StatementCheck.content(
                Signing.TRUST_DOMAIN, ID, name, payload, scenario.now().toEpochMilli(), nonce);
        return Attestation.newBuilder()
                .setKind(AttestationKind.STATEMENT)
                .setName(name)
                .setPayload(payload)
                .setIssuedAt(scenario.now())
                .setNonce(nonce)
                .setSignature(ByteBuffer.wrap(signer.sign(content).header()))
                .build();
    }

    private List<String> findings() {
        var lineage = scenario.lineage(ID);
        return lineage.get(lineage.size() - 1).getFindings().stream()
                .map(Finding::getCode)
                .toList();
    }

    private ControlCommand lastCommand() {
        var commands = scenario.commands(ID);
        return commands.get(commands.size() - 1);
    }

    private void assertCommand(ControlAction action, String code) {
        assertThat(scenario.commands(ID)).hasSize(1);
        assertThat(lastCommand().getAction()).isEqualTo(action);
        assertThat(lastCommand().getFindings()).extracting(Finding::getCode).containsExactly(code);
    }

    private void assertHalted(String code, String message) {
        assertCommand(ControlAction.HALT, code);
        assertThat(lastCommand().getFindings().get(0).getMessage()).contains(message);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.HALTED);
        assertThat(scenario.leases(ID)).isEmpty();
    }
}
