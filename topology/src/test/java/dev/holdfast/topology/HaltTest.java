package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Closure;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HaltTest {
    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                breach(
                        "another executable",
                        ControlAction.HALT,
                        "ENVIRONMENT_MISMATCH",
                        heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb"))),
                breach(
                        "no evidence any more",
                        ControlAction.PAUSE,
                        "ENVIRONMENT_UNPROVEN",
                        heartbeat -> heartbeat.setEvidence(Map.of())),
                breach(
                        "an action outside the scope",
                        ControlAction.HALT,
                        "SCOPE_EXCEEDED",
                        heartbeat -> heartbeat.setActions(
                                List.of(new ReportedAction("http.get", "https://outside/page", 1L)))),
                breach(
                        "a counter above its budget",
                        ControlAction.PAUSE,
                        "BUDGET_EXCEEDED",
                        heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 1_001L))),
                breach(
                        "a budget that is not counted",
                        ControlAction.PAUSE,
                        "BUDGET_UNREPORTED",
                        heartbeat -> heartbeat.setCounters(Map.of())),
                breach(
                        "a gap in the sequence",
                        ControlAction.PAUSE,
                        "SEQUENCE_GAP",
                        heartbeat -> heartbeat.setSequence(heartbeat.getSequence() + 1)),
                breach(
                        "an executor that halted by itself",
                        ControlAction.HALT,
                        "EXECUTOR_HALTED",
                        heartbeat -> heartbeat.setStanding(Standing.HALTED)));
    }

    private static Arguments breach(
            String name, ControlAction action, String code, Consumer<Heartbeat.Builder> change) {
        return Arguments.of(name, action, code, change);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("breaches")
    void shouldOrder(String name, ControlAction action, String code, Consumer<Heartbeat.Builder> change) {
        Executor executor = scenario.leased("job-1");
        scenario.advance(EvaluatorScenario.INTERVAL);

        var outcome = executor.beat(change);

        assertThat(scenario.commands("job-1")).singleElement().satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(action);
            assertThat(command.getEpoch()).isEqualTo(1);
            assertThat(command.getFindings()).extracting(Finding::getCode).containsExactly(code);
            assertThat(command.getTrigger().getTopic()).isEqualTo("holdfast.heartbeats");
            assertThat(command.getTrigger().getOffset()).isEqualTo(outcome.offset());
            assertThat(command.getDecidedAt()).isEqualTo(scenario.now());
        });
        assertThat(scenario.leases("job-1")).hasSize(1);
    }

    @Test
    void shouldHaltWhenTheGrantEndsInTheMidstOfARun() {
        scenario.grant("job-1", grant -> grant.setNotAfter(scenario.now().plusMillis(4_500)));
        Executor executor = scenario.executor("job-1");
        executor.beat();
        executor.beatFor(4);
        assertThat(scenario.commands("job-1")).isEmpty();

        scenario.advance(Duration.ofMillis(550));

        assertThat(scenario.commands("job-1")).singleElement().satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(ControlAction.HALT);
            assertThat(command.getFindings()).extracting(Finding::getCode).containsExactly("GRANT_EXPIRED");
            assertThat(command.getTrigger().getTopic()).isEqualTo("holdfast.ticks");
        });
    }

    @Test
    void shouldAllowAnActionWithinTheScopeUpToItsCount() {
        scenario.grant(
                "job-1",
                grant -> grant.setScope(List.of(new dev.holdfast.record.ScopeRule("pay", "account/*", 3L, null))));
        Executor executor = scenario.executor("job-1");
        executor.beat(heartbeat -> heartbeat.setActions(List.of(new ReportedAction("pay", "account/7", 3L))));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.TRUSTED);

        executor.beat(heartbeat -> heartbeat.setActions(List.of(new ReportedAction("pay", "account/7", 1L))));

        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldRepeatAHaltToAnExecutorThatGoesOnAndNeverLeaseAgain() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
        ControlCommand halt = scenario.commands("job-1").get(0);

        for (int i = 0; i < 20; i++) {
            scenario.advance(EvaluatorScenario.INTERVAL);
            executor.beat(heartbeat -> heartbeat.setStanding(Standing.RUNNING).setObeyedEpoch(0));
        }

        List<ControlCommand> commands = scenario.commands("job-1");
        assertThat(commands).hasSize(21).allSatisfy(command -> {
            assertThat(command.getAction()).isEqualTo(ControlAction.HALT);
            assertThat(command.getEpoch()).isEqualTo(halt.getEpoch());
            assertThat(command.getDecidedAt()).isEqualTo(halt.getDecidedAt());
            assertThat(command.getFindings()).isEqualTo(halt.getFindings());
        });
        assertThat(scenario.leases("job-1")).hasSize(1);
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldNotRepeatAHaltToAnExecutorThatObeys() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        executor.beatFor(20);

        assertThat(scenario.commands("job-1")).hasSize(1);
        assertThat(scenario.leases("job-1")).hasSize(1);
    }

    @Test
    void shouldRecordHowFarAHaltHasCome() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
        ControlCommand halt = scenario.commands("job-1").get(0);
        assertThat(last().getEnforcement()).isEqualTo(Enforcement.ORDERED);

        scenario.advance(Duration.ofMillis(20));
        executor.acknowledge(halt, AcknowledgmentStage.RECEIVED);
        Enforcement afterFirst = last().getEnforcement();
        scenario.advance(Duration.ofMillis(30));
        executor.acknowledge(halt, AcknowledgmentStage.EFFECTIVE);

        assertThat(afterFirst).isEqualTo(Enforcement.RECEIVED);
        assertThat(last().getEnforcement()).isEqualTo(Enforcement.EFFECTIVE);
        assertThat(last().getEffectiveAfterMillis()).isEqualTo(50);
    }

    @Test
    void shouldNotCountAnAcknowledgmentOfAnotherCommand() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        scenario.send(executor.acknowledgment(1, ControlAction.PAUSE, AcknowledgmentStage.EFFECTIVE));
        scenario.send(executor.acknowledgment(2, ControlAction.HALT, AcknowledgmentStage.EFFECTIVE));

        assertThat(last().getEnforcement()).isEqualTo(Enforcement.ORDERED);
    }

    @Test
    void shouldRiseAboveACommandThatItNeverCommitted() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setStanding(Standing.PAUSED).setObeyedEpoch(7));
        assertThat(scenario.leases("job-1"))
                .extracting(lease -> lease.getEpoch())
                .containsExactly(0L, 8L);

        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        assertThat(scenario.commands("job-1"))
                .singleElement()
                .satisfies(command -> assertThat(command.getEpoch()).isEqualTo(9));
    }

    @Test
    void shouldStayHaltedThroughAnExecutorThatClaimsALaterCommand() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        executor.beat(heartbeat -> heartbeat.setStanding(Standing.RUNNING).setObeyedEpoch(5));

        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.leases("job-1")).hasSize(1);
        ControlCommand last =
                scenario.commands("job-1").get(scenario.commands("job-1").size() - 1);
        assertThat(last.getAction()).isEqualTo(ControlAction.HALT);
        assertThat(last.getEpoch())
                .as("an executor that obeys epoch 5 ignores a halt that is not above it")
                .isGreaterThan(5);
    }

    private ExecutionStatus last() {
        List<ExecutionStatus> statuses = scenario.statuses("job-1");
        return statuses.get(statuses.size() - 1);
    }

    @Test
    void shouldEscalateAHaltThatNobodyConfirmsAndSendItAgain() {
        scenario.grant("job-1", grant -> grant.setConfirmationMillis(3_000));
        Executor executor = scenario.executor("job-1");
        executor.beat();
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        scenario.advance(Duration.ofMillis(3_100));

        assertThat(scenario.escalations("job-1")).singleElement().satisfies(escalation -> {
            assertThat(escalation.getAction()).isEqualTo(ControlAction.HALT);
            assertThat(escalation.getEpoch()).isEqualTo(1);
            assertThat(escalation.getTimes()).isEqualTo(1);
            assertThat(escalation.getReceived()).isFalse();
        });
        assertThat(scenario.commands("job-1"))
                .hasSize(2)
                .allSatisfy(command -> assertThat(command.getEpoch()).isEqualTo(1));
        List<ExecutionStatus> rows = scenario.statuses("job-1");
        assertThat(rows.get(rows.size() - 1).getEnforcement()).isEqualTo(Enforcement.UNCONFIRMED);
        assertThat(rows.get(rows.size() - 1).getClosure()).isEqualTo(Closure.UNKNOWN);
    }

    @Test
    void shouldNotEscalateAHaltThatIsConfirmedInTime() {
        scenario.grant("job-1", grant -> grant.setConfirmationMillis(3_000));
        Executor executor = scenario.executor("job-1");
        executor.beat();
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
        executor.acknowledge(scenario.commands("job-1").get(0), AcknowledgmentStage.EFFECTIVE);

        scenario.advance(Duration.ofSeconds(30));

        assertThat(scenario.escalations("job-1")).isEmpty();
        assertThat(scenario.commands("job-1")).hasSize(1);
    }
}
