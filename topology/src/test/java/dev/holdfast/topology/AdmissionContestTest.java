package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Latest;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.Requests;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several who ask for one id, or one who asks twice: the answer stays, and strangers spoil nothing for the one it belongs to. */
class AdmissionContestTest {
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
    void shouldSendTheSameAnswerAgainToTheSameRequest() {
        Input request = requests.signed(ID, any -> {});
        List<Output> first = scenario.send(request).on(Topic.ADMISSIONS);
        scenario.advance(Duration.ofSeconds(1));

        EvaluatorScenario.Outcome again = scenario.send(request);

        assertThat(again.outputs()).hasSize(1);
        assertThat(again.on(Topic.ADMISSIONS).get(0).value())
                .isEqualTo(first.get(0).value());
        assertThat(scenario.lineage(ID)).hasSize(1);
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldSendTheSameAnswerAgainAfterARestart() {
        Input request = requests.signed(ID, any -> {});
        scenario.send(request);

        try (var restarted = EvaluatorScenario.with()
                .rules(Requests.houseRules())
                .stored(scenario.store())
                .startsAt(scenario.wallClock())
                .start()) {
            restarted.send(request);

            assertThat(restarted.admissions(ID)).isEqualTo(scenario.admissions(ID));
        }
    }

    @Test
    void shouldNotAdmitAnotherRequestForWhatWasAdmitted() {
        requests.ask(ID);

        requests.ask(ID, request -> request.setRequestId("another"));

        assertThat(scenario.admissions(ID)).hasSize(1);
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("REQUEST_CONFLICTING");
    }

    @Test
    void shouldNotAnswerRequestsForWhatIsGranted() {
        scenario.leased(ID);

        requests.ask(ID);

        assertThat(scenario.admissions(ID)).isEmpty();
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("REQUEST_CONFLICTING");
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldNotLetADeniedStrangerUseUpAnId() {
        requests.ask(ID, request -> request.setVouchers(List.of()).setRequestId("stranger"));

        requests.ask(ID);
        scenario.send(requests.grantOf(ID, latest.admission()));
        scenario.executor(ID).beat(beat -> beat.setStanding(Standing.WAITING).setObeyedEpoch(0));

        assertThat(latest.admission().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(scenario.leases(ID)).hasSize(1);
    }

    @Test
    void shouldNotDisturbAnExecutorWithAPreIssuedGrantByWhatWasDenied() {
        stranger("first");
        stranger("second");
        scenario.grant(ID);
        stranger("third");

        scenario.executor(ID).beat(beat -> beat.setStanding(Standing.WAITING).setObeyedEpoch(0));

        assertThat(scenario.admissions(ID))
                .extracting(Admission::getOutcome)
                .containsExactly(AdmissionOutcome.DENIED, AdmissionOutcome.DENIED);
        assertThat(scenario.commands(ID)).isEmpty();
        assertThat(scenario.leases(ID))
                .singleElement()
                .satisfies(lease -> assertThat(lease.getEpoch()).isZero());
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(latest.status().getFindings()).isEmpty();
    }

    @Test
    void shouldNotChangeByWhatWasDeniedWhatOthersWaitFor() {
        scenario.executor(ID).beat();
        scenario.advance(Duration.ofSeconds(4));

        stranger("stranger");

        assertThat(latest.admission().getOutcome()).isEqualTo(AdmissionOutcome.DENIED);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(scenario.statuses(ID)).isEmpty();
        assertThat(latest.entry().getTo()).isEqualTo(TrustState.PENDING);
        scenario.advance(Duration.ofSeconds(2));
        assertThat(scenario.commands(ID))
                .as("the wait has not begun anew")
                .singleElement()
                .satisfies(command -> {
                    assertThat(command.getEpoch()).isOne();
                    assertThat(command.getFindings())
                            .extracting(Finding::getCode)
                            .containsExactly("GRANT_MISSING");
                });

        stranger("another");

        assertThat(latest.status().getFindings()).extracting(Finding::getCode).containsExactly("GRANT_MISSING");
        assertThat(scenario.commands(ID)).hasSize(1);
        assertThat(scenario.state(ID).getEpoch()).isOne();
    }

    @Test
    void shouldTellWhoWaitsForAGrantAfterADeniedRequestWhyNoneCame() {
        stranger("stranger");
        scenario.advance(Duration.ofSeconds(30));

        scenario.send(scenario.signedGrant(ID, Keys.STRANGER, grant -> {}));
        scenario.advance(Duration.ofSeconds(6));

        assertThat(latest.command().getFindings())
                .extracting(Finding::getCode)
                .containsExactly("GRANT_MISSING", "SIGNER_UNKNOWN");
    }

    @Test
    void shouldWaitForTheGrantOfAnExecutorThatBeatsAfterADeniedRequest() {
        stranger("stranger");
        scenario.advance(Duration.ofSeconds(30));

        scenario.executor(ID).beat();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
        assertThat(scenario.commands(ID)).extracting(ControlCommand::getAction).containsExactly(ControlAction.DENY);
    }

    private void stranger(String requestId) {
        requests.ask(ID, request -> request.setVouchers(List.of()).setRequestId(requestId));
    }

    @Test
    void shouldNotLetAStrangersHeartbeatUseUpAnId() {
        scenario.executor(ID).beat();
        scenario.advance(Duration.ofSeconds(4));

        requests.ask(ID);
        scenario.advance(Duration.ofSeconds(4));

        assertThat(latest.admission().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(scenario.standing(ID)).as("the wait begins with the answer").isEqualTo(TrustState.PENDING);
    }
}
