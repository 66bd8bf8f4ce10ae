package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.Phase;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TickTest {
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
    void shouldIgnoreATickThatAHeartbeatHasOvertaken() {
        scenario.holdTicks();
        scenario.advance(Duration.ofMillis(2_100));
        List<Input> ticks = scenario.heldTicks();
        executor.beat();
        byte[] before = scenario.stored("job-1");

        var outcomes = ticks.stream().map(scenario::send).toList();

        assertThat(outcomes)
                .isNotEmpty()
                .allSatisfy(outcome -> assertThat(outcome.outputs()).isEmpty());
        assertThat(scenario.stored("job-1")).isEqualTo(before);
    }

    @Test
    void shouldChangeNothingForATickThatComesTwice() {
        scenario.holdTicks();
        scenario.advance(Duration.ofMillis(3_100));
        Input tick = scenario.heldTicks().get(0);
        scenario.send(tick);
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PAUSED);
        byte[] before = scenario.stored("job-1");

        var outcome = scenario.send(tick);

        assertThat(outcome.outputs()).isEmpty();
        assertThat(scenario.stored("job-1")).isEqualTo(before);
    }

    @Test
    void shouldHoldDeadlinesBackWhileItHasNotTakenWhatWasAppendedBeforeThem() {
        Instant behind = scenario.now();
        scenario.holdTicks();
        for (int beat = 1; beat <= 6; beat++) {
            // Taken 800 ms apart and appended 400 ms apart: the evaluator falls behind.
            scenario.advance(Duration.ofMillis(800));
            scenario.sendAt(executor.heartbeat(heartbeat -> {}), behind.plusMillis(400L * beat));
        }

        scenario.advance(Duration.ofMillis(900));

        assertThat(scenario.heldTicks())
                .as("by what it has taken, one heartbeat is missed")
                .isEmpty();
        scenario.advance(Duration.ofMillis(1_500));
        assertThat(scenario.heldTicks()).as("nothing came any more").isNotEmpty();
    }

    @Test
    void shouldSendATickAgainUntilSomethingComesOfIt() {
        scenario.holdTicks();

        scenario.advance(Duration.ofMillis(8_100));

        assertThat(scenario.heldTicks())
                .as("due after 2 s, sent again every 2 s")
                .hasSize(4);
    }

    @Test
    void shouldIgnoreATickOfAnExecutionThatIsNotThere() {
        var outcome = scenario.tick("nobody", Deadline.GRANT_MISSING, scenario.now());

        assertThat(outcome.outputs()).isEmpty();
        assertThat(scenario.standing("nobody")).isNull();
    }

    static Stream<Arguments> forgeries() {
        var rows = new ArrayList<Arguments>();
        for (Deadline kind : Deadline.values()) {
            for (Duration dueIn : List.of(
                    Duration.ZERO,
                    Duration.ofMillis(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    Duration.ofMinutes(61),
                    Duration.ofDays(3_650))) {
                rows.add(Arguments.of(kind, dueIn));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} due in {1}")
    @MethodSource("forgeries")
    void shouldNotLetAForgedTickOrderAnythingOrHoldUpTheDeadline(Deadline kind, Duration dueIn) {
        Instant lastBeat = scenario.now();
        scenario.advance(Duration.ofMillis(100));

        var forged = List.of(
                scenario.tick("job-1", kind, lastBeat.plus(dueIn)), scenario.tick("job-1", kind, lastBeat.plus(dueIn)));
        scenario.advance(Duration.ofSeconds(3));

        assertThat(forged).allSatisfy(outcome -> assertThat(outcome.outputs()).isEmpty());
        assertThat(scenario.commands("job-1")).singleElement().satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(ControlAction.PAUSE);
            assertThat(command.getDecidedAt()).isBetween(lastBeat.plusSeconds(3), lastBeat.plusMillis(3_050));
        });
    }

    @ParameterizedTest(name = "{0} due in {1}")
    @MethodSource("forgeries")
    void shouldNotLetAForgedTickSaveAnybodyFromDenial(Deadline kind, Duration dueIn) {
        Instant met = scenario.now();
        scenario.executor("job-2").beat();

        var forged = scenario.tick("job-2", kind, met.plus(dueIn));
        scenario.advance(Duration.ofMillis(5_050));

        // It may put what is known on record; it permits and orders nothing.
        assertThat(forged.on(Topic.CONTROL)).isEmpty();
        assertThat(forged.on(Topic.LEASES)).isEmpty();
        assertThat(scenario.commands("job-2"))
                .extracting(ControlCommand::getAction)
                .containsExactly(ControlAction.DENY);
    }

    @ParameterizedTest(name = "{0} due in {1}")
    @MethodSource("forgeries")
    void shouldNotLetAForgedTickRemoveAFinishedExecution(Deadline kind, Duration dueIn) {
        Instant ended = scenario.now();
        executor.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));
        byte[] before = scenario.stored("job-1");

        var forged = scenario.tick("job-1", kind, ended.plus(dueIn));

        assertThat(forged.outputs()).isEmpty();
        assertThat(scenario.stored("job-1")).isEqualTo(before);
        scenario.leap(Duration.ofMinutes(61));
        scenario.advance(Duration.ofSeconds(1));
        assertThat(scenario.stored("job-1")).as("after its retention").isNull();
    }
}
