package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Phase;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldLeaseOnTheFirstHeartbeatAfterAGrant() {
        scenario.grant("job-1");
        assertThat(scenario.leases("job-1")).isEmpty();
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PENDING);

        var outcome = scenario.executor("job-1").beat();

        assertThat(scenario.leases("job-1")).singleElement().satisfies(lease -> {
            assertThat(lease.getHeartbeatSequence()).isEqualTo(1);
            assertThat(lease.getExecutorInstance()).isEqualTo("instance-1");
            assertThat(lease.getDurationMillis()).isEqualTo(10_000);
            assertThat(lease.getEpoch()).isZero();
            assertThat(lease.getDecidedAt()).isEqualTo(scenario.now());
        });
        assertThat(scenario.commands("job-1")).isEmpty();
        LineageEntry entry = last(scenario.lineage("job-1"));
        assertThat(entry.getTrigger().getTopic()).isEqualTo("holdfast.heartbeats");
        assertThat(entry.getTrigger().getOffset()).isEqualTo(outcome.offset());
        assertThat(entry.getTriggerKind()).isEqualTo(TriggerKind.HEARTBEAT);
        assertThat(entry.getLeasedSequence()).isEqualTo(1);
        assertThat(entry.getVerdict()).isEqualTo(VerdictKind.TRUSTED);
        assertThat(entry.getRulesetDigest()).isEqualTo(ScenarioSetup.rulesetDigest());
        ExecutionStatus status = last(scenario.statuses("job-1"));
        assertThat(status.getState()).isEqualTo(TrustState.TRUSTED);
        assertThat(status.getAgent()).isEqualTo("worker");
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldNotLeaseForAGrantAlone() {
        scenario.grant("job-1");

        scenario.advance(Duration.ofMinutes(2));

        assertThat(scenario.leases("job-1")).isEmpty();
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PENDING);
    }

    @Test
    void shouldRenewALeaseWhenHalfOfItIsUsedAndNotBefore() {
        Executor executor = scenario.leased("job-1");

        executor.beatFor(20);

        assertThat(scenario.leases("job-1"))
                .extracting(Lease::getHeartbeatSequence)
                .containsExactly(1L, 6L, 11L, 16L, 21L);
        assertThat(scenario.commands("job-1")).isEmpty();
    }

    @Test
    void shouldNotLeaseBeyondTheEndOfTheGrant() {
        Instant end = scenario.now().plusMillis(3_400);
        scenario.grant("job-1", grant -> grant.setNotAfter(end));

        scenario.executor("job-1").beat();

        assertThat(scenario.leases("job-1"))
                .extracting(Lease::getDurationMillis)
                .containsExactly(3_400);
    }

    @Test
    void shouldLeaseAtOnceWhenAGrantComesASecondLate() {
        Executor executor = scenario.executor("job-1");
        executor.beat();
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PENDING);
        scenario.advance(Duration.ofSeconds(1));
        scenario.grant("job-1");

        executor.beat();

        assertThat(scenario.leases("job-1")).hasSize(1);
        assertThat(scenario.commands("job-1")).isEmpty();
        assertThat(scenario.deadLetters())
                .extracting(letter -> letter.getReason())
                .containsExactly("GRANT_MISSING");
    }

    @Test
    void shouldDenyAfterFiveSecondsWithoutAGrant() {
        Executor executor = scenario.executor("job-1");
        executor.beat();
        scenario.advance(Duration.ofMillis(4_950));
        assertThat(scenario.commands("job-1")).isEmpty();

        scenario.advance(Duration.ofMillis(100));

        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.DENIED);
        assertThat(scenario.commands("job-1")).singleElement().satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(ControlAction.DENY);
            assertThat(command.getEpoch()).isEqualTo(1);
            assertThat(command.getFindings()).extracting(f -> f.getCode()).containsExactly("GRANT_MISSING");
        });
        assertThat(last(scenario.lineage("job-1")).getTriggerKind()).isEqualTo(TriggerKind.TICK);
        assertThat(scenario.leases("job-1")).isEmpty();
    }

    @Test
    void shouldReopenADeniedExecutionForAValidGrant() {
        Executor executor = scenario.executor("job-1");
        executor.beat();
        scenario.advance(Duration.ofSeconds(6));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.DENIED);
        scenario.grant("job-1");
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PENDING);

        executor.beat(heartbeat -> heartbeat.setStanding(Standing.WAITING));

        assertThat(scenario.leases("job-1"))
                .singleElement()
                .satisfies(lease -> assertThat(lease.getEpoch()).isEqualTo(1));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldNotRepeatADenialThatAGrantHasOvertaken() {
        Executor executor = scenario.executor("job-1");
        executor.beat();
        scenario.advance(Duration.ofSeconds(6));
        scenario.grant("job-1");

        executor.beat(heartbeat -> heartbeat.setStanding(Standing.WAITING).setObeyedEpoch(0));
        executor.beat(heartbeat -> heartbeat.setStanding(Standing.RUNNING).setObeyedEpoch(0));

        assertThat(scenario.leases("job-1")).hasSize(1);
        assertThat(scenario.commands("job-1"))
                .extracting(command -> command.getAction())
                .containsExactly(ControlAction.DENY);
    }

    @Test
    void shouldCompleteWhenTheExecutorSaysThatItIsOver() {
        Executor executor = scenario.leased("job-1");

        executor.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED).setExitCode(3));

        ExecutionStatus status = last(scenario.statuses("job-1"));
        assertThat(status.getState()).isEqualTo(TrustState.COMPLETED);
        assertThat(status.getExitCode()).isEqualTo(3);
        assertThat(scenario.leases("job-1")).hasSize(1);
        assertThat(scenario.commands("job-1")).isEmpty();
    }

    @Test
    void shouldWriteDownTheWholeFactWithEveryDecision() {
        scenario.leased("job-1").beatFor(6);

        assertThat(scenario.lineage("job-1"))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getFacts())
                        .extracting(FactValue::getName)
                        .isSorted()
                        .contains("identity", "grantRemainingMillis", "missedHeartbeats"));
        assertThat(scenario.lineage("job-1")).extracting(LineageEntry::getEntry).containsExactly(1L, 2L, 3L);
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
