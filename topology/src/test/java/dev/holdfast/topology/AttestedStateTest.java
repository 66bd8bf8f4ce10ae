package dev.holdfast.topology;

import static dev.holdfast.topology.AttestedExecution.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.scenario.Tpm;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a grant asks to be attested of the state of the machine, by a TPM's quote or by the statement of a witness. */
class AttestedStateTest {
    private static final Tpm TPM = new Tpm();
    private static final SigningKey WITNESS = SigningKey.generate(new SecureRandom());

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
    void shouldLeaseByAQuoteOfAnAcceptedState() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));

        execution.attest(TPM.quote(ID, execution.challenge(), "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.state(ID).getAttestations()).singleElement().satisfies(result -> {
            assertThat(result.getKind()).isEqualTo(AttestationKind.TPM_QUOTE);
            assertThat(result.getOutcome()).isEqualTo(AttestationOutcome.VERIFIED);
        });
    }

    @Test
    void shouldHaltByAQuoteOfAnotherState() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));

        execution.attest(TPM.quote(ID, execution.challenge(), "tampered"));

        execution.assertHalted("ATTESTATION_FAILED", "TPM_QUOTE=expected a pcrDigest that the grant accepts");
    }

    @Test
    void shouldHaltByTheQuoteOfAnotherTpm() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));

        execution.attest(new Tpm().quote(ID, execution.challenge(), "booted"));

        execution.assertHalted(
                "ATTESTATION_FAILED", "TPM_QUOTE=the quote's signature is not of the grant's attestation key");
    }

    @Test
    void shouldHaltByAQuoteForAnotherExecution() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));

        execution.attest(TPM.quote("job-2", execution.challenge(), "booted"));

        execution.assertHalted("ATTESTATION_FAILED", "TPM_QUOTE=expected a quote whose extraData is the digest of");
    }

    @Test
    void shouldHaltByANonceThatNobodyGave() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));

        execution.attest(TPM.quote(ID, ByteBuffer.allocate(32), "booted"));

        execution.assertHalted(
                "ATTESTATION_FAILED", "TPM_QUOTE=expected an answer to a challenge of this deployment's evaluator");
    }

    @Test
    void shouldCallStaleWhatAnswersAReusedNonce() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));
        ByteBuffer old = execution.challenge();
        executor.beat();
        executor.beatFor(91);

        execution.attest(TPM.quote(ID, old, "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(execution.findings()).containsExactly("EVIDENCE_STALE");
        assertThat(scenario.leases(ID)).isEmpty();

        execution.attest(TPM.quote(ID, execution.challenge(), "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldNotLetAStaleAnswerUndoWhatHolds() {
        execution.granted(grant -> grant.setTpm(TPM.binding("booted")));
        ByteBuffer old = execution.challenge();
        executor.beat();
        executor.beatFor(91);
        execution.attest(TPM.quote(ID, execution.challenge(), "booted"));

        execution.attest(TPM.quote(ID, old, "booted"));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldHoldWhatIsStatedAgainstTheReferenceValues() {
        execution.granted(grant -> {
            askForStatement(grant);
            grant.setReferenceValues(Map.of("executable.sha256", List.of("aa"), "model.sha256", List.of("cafe")));
        });

        execution.attest(statement(WITNESS, "model.sha256", "cafe", execution.challenge()));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHaltWhenAnotherValueIsStated() {
        execution.granted(grant -> {
            askForStatement(grant);
            grant.setReferenceValues(Map.of("executable.sha256", List.of("aa"), "model.sha256", List.of("cafe")));
        });

        execution.attest(statement(WITNESS, "model.sha256", "beef", execution.challenge()));

        execution.assertHalted("ENVIRONMENT_MISMATCH", "model.sha256");
    }

    @Test
    void shouldNotTakeTheExecutorsWordForWhatHasToBeStated() {
        execution.granted(grant -> {
            askForStatement(grant);
            grant.setReferenceValues(Map.of("executable.sha256", List.of("aa"), "model.sha256", List.of("cafe")));
        });

        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "aa", "model.sha256", "cafe")));

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(execution.findings()).containsExactly("ATTESTATION_MISSING", "ENVIRONMENT_UNPROVEN");
    }

    @Test
    void shouldHaltByTheStatementOfSomebodyElse() {
        execution.granted(AttestedStateTest::askForStatement);

        execution.attest(
                statement(SigningKey.generate(new SecureRandom()), "model.sha256", "cafe", execution.challenge()));

        execution.assertHalted("ATTESTATION_FAILED", "STATEMENT model.sha256=expected the signature of key");
    }

    private static void askForStatement(Grant.Builder grant) {
        grant.setStatementKeys(
                Map.of("model.sha256", ByteBuffer.wrap(WITNESS.verifyingKey().raw())));
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
}
