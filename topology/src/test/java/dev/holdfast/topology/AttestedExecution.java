package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Executor.EVIDENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Latest;
import dev.holdfast.topology.scenario.Spiffe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** An execution whose grant asks for attestations, where the evaluator knows one authority over SVIDs. */
record AttestedExecution(EvaluatorScenario scenario, Executor executor) {
    static final String ID = "job-1";

    /** The authority over SVIDs that the evaluator knows, as `workloads`. */
    static final Spiffe SPIFFE = new Spiffe();

    static AttestedExecution start() {
        EvaluatorScenario scenario = EvaluatorScenario.start();
        scenario.vouch(SPIFFE.authority("workloads"));
        return new AttestedExecution(scenario, scenario.executor(ID));
    }

    /** Grants it on changed terms. */
    void granted(Consumer<Grant.Builder> change) {
        scenario.grant(ID, change);
        // Until the first sign of life.
        scenario.advance(Duration.ofMillis(100));
    }

    /** Terms that ask for an SVID of {@link #SPIFFE}. */
    static void askForSvid(Grant.Builder grant) {
        grant.setSpiffeId(Spiffe.ID);
    }

    /** What attestations have to answer: the challenge of the last sign of life. */
    ByteBuffer challenge() {
        var signs = scenario.signsOfLife();
        return signs.get(signs.size() - 1).getChallenge();
    }

    /** Sends its next heartbeat with these attestations. */
    void attest(Attestation... attestations) {
        executor.beat(
                heartbeat -> heartbeat.setAttestations(List.of(attestations)).setEvidence(EVIDENCE));
    }

    /** The codes of what speaks against it by the last entry of its lineage. */
    List<String> findings() {
        return latest().entry().getFindings().stream().map(Finding::getCode).toList();
    }

    Latest latest() {
        return new Latest(scenario, ID);
    }

    /** It was given one command, for one reason. */
    void assertCommand(ControlAction action, String code) {
        assertThat(scenario.commands(ID)).hasSize(1);
        assertThat(latest().command().getAction()).isEqualTo(action);
        assertThat(latest().command().getFindings())
                .extracting(Finding::getCode)
                .containsExactly(code);
    }

    /** It was halted by the first command, for one reason, without ever having had a lease. */
    void assertHalted(String code, String message) {
        assertCommand(ControlAction.HALT, code);
        assertThat(latest().command().getFindings().get(0).getMessage()).contains(message);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.HALTED);
        assertThat(scenario.leases(ID)).isEmpty();
    }
}
