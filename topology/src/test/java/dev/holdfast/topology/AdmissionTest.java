package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Ground;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Latest;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.scenario.Spiffe;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is admitted: the grant that it gets, its first lease, and what becomes of it when it does not run as it asked to. */
class AdmissionTest {
    private static final String ID = "order-17";

    private EvaluatorScenario scenario;
    private Requests requests;
    private Latest latest;

    @BeforeEach
    void start() {
        scenario = Requests.house();
        requests = Requests.in(scenario);
        latest = new Latest(scenario, ID);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldLeaseWhatWasAdmittedOnceItsGrantAndItsFirstHeartbeatAreThere() {
        requests.ask(ID);
        Admission admission = latest.admission();
        assertThat(admission.getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);

        scenario.send(requests.grantOf(ID, admission));
        assertThat(scenario.leases(ID)).as("before the first heartbeat").isEmpty();
        scenario.executor(ID).beat();

        assertThat(scenario.leases(ID)).hasSize(1);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(scenario.state(ID).getAdmission()).isNull();
    }

    @Test
    void shouldIssueTheGrantThatWasAskedForBoundToWhatWasMeasured() throws Exception {
        EvaluatorScenario.Outcome outcome = requests.ask(ID);

        Admission admission = latest.admission();
        SignedGrant signed = grantOf(admission);
        Grant grant = signed.grant();
        assertThat(signed.verify(Keys.EVALUATOR.verifyingKey())).isInstanceOf(RecordSignature.Verification.Valid.class);
        assertThat(grant.getExecutionId()).isEqualTo(ID);
        assertThat(grant.getAgent()).isEqualTo("batch-7");
        assertThat(grant.getExecutorKey())
                .isEqualTo(ByteBuffer.wrap(Keys.EXECUTOR.verifyingKey().raw()));
        assertThat(grant.getReferenceValues()).isEqualTo(Map.of("executable.sha256", List.of("aa")));
        assertThat(grant.getWaived()).isEmpty();
        assertThat(grant.getPolicyDigest()).isEqualTo(Requests.houseRules().digest());
        assertThat(grant.getNotBefore()).isEqualTo(scenario.now()).isEqualTo(grant.getIssuedAt());
        assertThat(grant.getNotAfter()).isEqualTo(scenario.now().plus(Duration.ofMinutes(10)));
        assertThat(grant.getScope()).isEqualTo(requests.request(ID).getScope());
        assertThat(admission.getRequestId()).isEqualTo("request-of-" + ID);
        assertThat(admission.getGrounds()).extracting(Ground::getCode).containsExactly("HOUSE_BATCH");
        assertThat(admission.getFindings()).isEmpty();
        assertThat(admission.getTrigger().getTopic()).isEqualTo("holdfast.requests");
        assertThat(admission.getTrigger().getOffset()).isEqualTo(outcome.offset());
        assertThat(outcome.on(Topic.GRANTS))
                .as("an input, which only executors write")
                .isEmpty();
        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldNameTheEvaluatorAsTheIssuer() {
        requests.ask(ID);
        scenario.send(requests.grantOf(ID, latest.admission()));

        assertThat(scenario.state(ID).getGrantSigners())
                .extracting(id -> KeyId.of(bytes(id)))
                .containsExactly(Keys.EVALUATOR.verifyingKey().id());
    }

    @Test
    void shouldHoldAnExecutionToTheAttestationsThatItAskedFor() throws Exception {
        var spiffe = new Spiffe();
        scenario.vouch(spiffe.authority("workloads"));
        requests.ask(
                ID, request -> request.setSpiffeId(Spiffe.ID).setEvidenceMaxAgeMillis(Map.of("X509_SVID", 60_000L)));

        Grant grant = grantOf(latest.admission()).grant();
        assertThat(grant.getSpiffeId()).isEqualTo(Spiffe.ID);
        assertThat(grant.getEvidenceMaxAgeMillis()).isEqualTo(Map.of("X509_SVID", 60_000L));
        assertThat(latest.entry().getFacts())
                .contains(new FactValue("attestations", List.of("SVID")), new FactValue("spiffeId", Spiffe.ID));
        scenario.send(requests.grantOf(ID, latest.admission()));
        scenario.executor(ID).beat();
        assertThat(scenario.leases(ID)).as("without an SVID").isEmpty();
        assertThat(latest.entry().getFindings()).extracting(Finding::getCode).containsExactly("ATTESTATION_MISSING");
    }

    @Test
    void shouldLeaseOnceWhatWasAskedForIsAttested() {
        var spiffe = new Spiffe();
        scenario.vouch(spiffe.authority("workloads"));
        requests.ask(ID, request -> request.setSpiffeId(Spiffe.ID));
        scenario.send(requests.grantOf(ID, latest.admission()));

        scenario.executor(ID)
                .beat(beat -> beat.setAttestations(
                        List.of(spiffe.jwt(Signing.TRUST_DOMAIN, scenario.now().plusSeconds(60)))));

        assertThat(scenario.leases(ID)).hasSize(1);
    }

    @Test
    void shouldLeaveALineageEntryAndARowOfWhatWasAdmitted() {
        requests.ask(ID);

        LineageEntry entry = latest.entry();
        assertThat(entry.getTriggerKind()).isEqualTo(TriggerKind.REQUEST);
        assertThat(entry.getAdmission()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(entry.getFrom()).isEqualTo(TrustState.PENDING);
        assertThat(entry.getTo()).isEqualTo(TrustState.PENDING);
        assertThat(entry.getFacts()).extracting(FactValue::getName).isSorted().contains("agent", "identity", "scope");
        assertThat(latest.status()).extracting(ExecutionStatus::getState).isEqualTo(TrustState.PENDING);
    }

    @Test
    void shouldDenyWhatWasAdmittedWhenItsGrantDoesNotCome() {
        requests.ask(ID);

        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
        assertThat(latest.command().getFindings()).extracting(Finding::getCode).containsExactly("GRANT_MISSING");
    }

    @Test
    void shouldJudgeAnIssuedGrantAsAnyOther() {
        requests.ask(ID);
        Input grant = requests.grantOf(ID, latest.admission());
        scenario.revoke(Acts.revocation("r-1", SelectorKind.AGENT, "batch-7", scenario.now()));

        scenario.send(grant);
        scenario.executor(ID).beat();

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(latest.command().getAction()).isEqualTo(ControlAction.HALT);
    }

    @Test
    void shouldNotLeaseWhatRunsOtherwiseThanItWasAdmitted() {
        requests.ask(ID);
        scenario.send(requests.grantOf(ID, latest.admission()));

        scenario.executor(ID).beat(beat -> beat.setEvidence(Map.of("executable.sha256", "bb")));

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(latest.command().getFindings()).extracting(Finding::getCode).containsExactly("ENVIRONMENT_MISMATCH");
    }

    @Test
    void shouldKeepHaltedWhatWasAdmittedForAsLongAsItsGrantCouldArrive() {
        requests.ask(ID);
        Input grant = requests.grantOf(ID, latest.admission());
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, ID, scenario.now()));
        scenario.advance(Duration.ofSeconds(70));

        scenario.send(grant);
        scenario.executor(ID).beat();

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldWriteTheSameBytesForTheSameInputs() {
        requests.ask(ID, request -> request.setMetadata(Map.of("b", "2", "a", "1", "c", "3")));
        requests.ask("order-18", request -> request.setVouchers(List.of()));
        scenario.send(requests.grantOf(ID, latest.admission()));
        scenario.executor(ID).beat();
        scenario.advance(Duration.ofSeconds(2));

        try (var replay = Requests.house()) {
            scenario.played().forEach(played -> replay.sendAt(played.input(), played.appendedAt()));

            assertThat(replay.outputs().stream().map(Output::image).toList())
                    .isEqualTo(scenario.outputs().stream().map(Output::image).toList());
        }
    }

    private static SignedGrant grantOf(Admission admission) throws SignedGrant.InvalidGrant {
        var issued = admission.getGrant();
        var signature = (RecordSignature.Parsed.Signature) RecordSignature.parse(bytes(issued.getSignature()));
        return SignedGrant.read(
                Signing.TRUST_DOMAIN, issued.getFingerprint(), bytes(issued.getBody()), signature.value());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
