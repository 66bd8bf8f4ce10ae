package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private EvaluatorScenario scenario;
    private Executor executor;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
        executor = scenario.leased("job-1");
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldPauseAfterThreeMissedHeartbeatsAndNotBefore() {
        Instant lastBeat = scenario.now();
        scenario.advance(Duration.ofMillis(2_950));
        assertThat(scenario.commands("job-1")).isEmpty();

        scenario.advance(Duration.ofMillis(50));

        assertThat(scenario.commands("job-1")).singleElement().satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(ControlAction.PAUSE);
            assertThat(command.getEpoch()).isEqualTo(1);
            assertThat(command.getDecidedAt()).isEqualTo(lastBeat.plusSeconds(3));
            assertThat(command.getFindings()).extracting(Finding::getCode).containsExactly("HEARTBEATS_LATE");
        });
    }

    @Test
    void shouldResumeWithALeaseOfAHigherEpochWhenHeartbeatsReturn() {
        scenario.advance(Duration.ofSeconds(4));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PAUSED);

        executor.beat();

        assertThat(scenario.commands("job-1"))
                .extracting(ControlCommand::getAction)
                .containsExactly(ControlAction.PAUSE, ControlAction.RESUME);
        assertThat(scenario.commands("job-1"))
                .extracting(ControlCommand::getEpoch)
                .containsExactly(1L, 2L);
        assertThat(scenario.commands("job-1").get(1).getFindings()).isEmpty();
        assertThat(scenario.leases("job-1")).hasSize(2);
        assertThat(scenario.leases("job-1").get(1).getEpoch()).isEqualTo(2);
        assertThat(scenario.leases("job-1").get(1).getHeartbeatSequence()).isEqualTo(executor.sequence());
    }

    @Test
    void shouldHaltWhenTheGraceIsOver() {
        Instant lastBeat = scenario.now();

        scenario.advance(Duration.ofMillis(13_050));

        assertThat(scenario.commands("job-1"))
                .extracting(ControlCommand::getAction)
                .containsExactly(ControlAction.PAUSE, ControlAction.HALT);
        ControlCommand halt = scenario.commands("job-1").get(1);
        assertThat(halt.getEpoch()).isEqualTo(2);
        assertThat(halt.getDecidedAt()).isEqualTo(lastBeat.plusSeconds(13));
        assertThat(halt.getFindings()).extracting(Finding::getCode).contains("HEARTBEATS_SILENT", "PAUSE_UNRESOLVED");
        assertThat(scenario.leases("job-1")).hasSize(1);
    }

    @Test
    void shouldCallSilenceUnknownAndNeverFailed() {
        scenario.advance(Duration.ofSeconds(14));

        List<LineageEntry> silent = scenario.lineage("job-1").stream()
                .filter(entry -> (long) fact(entry, "missedHeartbeats") >= 3)
                .toList();
        assertThat(silent).isNotEmpty().allSatisfy(entry -> {
            assertThat(fact(entry, "identity")).isEqualTo("UNKNOWN");
            assertThat(fact(entry, "behaviour")).isEqualTo("UNKNOWN");
        });
    }

    @Test
    void shouldNotLookAgainAtAnExecutorThatBeats() {
        int before = scenario.played().size();

        executor.beatFor(30);

        assertThat(scenario.played().size()).as("30 heartbeats and no tick").isEqualTo(before + 30);
    }

    @Test
    void shouldPauseAfterASecondSilenceWithAnEpochAboveTheFirst() {
        scenario.advance(Duration.ofSeconds(4));
        executor.beat();

        scenario.advance(Duration.ofSeconds(4));

        assertThat(scenario.commands("job-1"))
                .extracting(ControlCommand::getEpoch)
                .containsExactly(1L, 2L, 3L);
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PAUSED);
    }

    private static Object fact(LineageEntry entry, String name) {
        return entry.getFacts().stream()
                .filter(fact -> fact.getName().equals(name))
                .map(FactValue::getValue)
                .findFirst()
                .orElseThrow();
    }
}
