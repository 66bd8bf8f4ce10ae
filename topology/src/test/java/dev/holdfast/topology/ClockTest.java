package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Phase;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker's clock counts, whatever the evaluator's own shows. */
class ClockTest {

    @ParameterizedTest(name = "the broker {0} ahead of the evaluator")
    @ValueSource(strings = {"PT-1H", "PT-2S", "PT0.7S", "PT5S", "PT1H"})
    void shouldPauseAndHaltByTheBrokersClock(Duration brokerAhead) {
        try (var scenario = EvaluatorScenario.with().brokerAhead(brokerAhead).start()) {
            Executor executor = scenario.leased("job-1");
            executor.beatFor(12);
            assertThat(scenario.commands("job-1")).isEmpty();
            Instant lastBeat = scenario.now();

            scenario.advance(Duration.ofSeconds(14));

            List<ControlCommand> commands = scenario.commands("job-1");
            assertThat(commands)
                    .extracting(ControlCommand::getAction)
                    .containsExactly(ControlAction.PAUSE, ControlAction.HALT);
            assertThat(commands.get(0).getDecidedAt()).isBetween(lastBeat.plusSeconds(3), lastBeat.plusMillis(3_100));
            assertThat(commands.get(1).getDecidedAt()).isBetween(lastBeat.plusSeconds(13), lastBeat.plusMillis(13_200));
        }
    }

    @ParameterizedTest(name = "the broker {0} ahead of the evaluator")
    @ValueSource(strings = {"PT-1H", "PT0S", "PT1H"})
    void shouldDenyByTheBrokersClock(Duration brokerAhead) {
        try (var scenario = EvaluatorScenario.with().brokerAhead(brokerAhead).start()) {
            Instant met = scenario.now();
            scenario.executor("job-1").beat();

            scenario.advance(Duration.ofSeconds(6));

            assertThat(scenario.commands("job-1"))
                    .singleElement()
                    .satisfies(command ->
                            assertThat(command.getDecidedAt()).isBetween(met.plusSeconds(5), met.plusMillis(5_100)));
        }
    }

    @Test
    void shouldNotFloodTheTopicOfTicksWhenItsClockIsAhead() {
        try (var scenario =
                EvaluatorScenario.with().brokerAhead(Duration.ofHours(-1)).start()) {
            Executor executor = scenario.leased("job-1");

            executor.beatFor(60);

            long ticks = scenario.played().size() - 62;
            assertThat(ticks).as("one for each heartbeat at the most").isLessThanOrEqualTo(62);
            assertThat(scenario.commands("job-1")).isEmpty();
        }
    }

    @Test
    void shouldFindTheBrokersClockAgainAfterARestart() {
        try (var before =
                EvaluatorScenario.with().brokerAhead(Duration.ofHours(1)).start()) {
            before.leased("job-1").beatFor(3);
            Instant lastBeat = before.now();
            try (var after = EvaluatorScenario.with()
                    .after(before)
                    .brokerAhead(Duration.ofHours(1))
                    .start()) {
                after.advance(Duration.ofMillis(3_200));

                assertThat(after.commands("job-1"))
                        .singleElement()
                        .satisfies(command -> assertThat(command.getDecidedAt())
                                .isBetween(lastBeat.plusSeconds(3), lastBeat.plusMillis(3_150)));
            }
        }
    }

    /** Four heartbeats, which Kafka had in time, and then no more for less than an interval. */
    private static void takeWhatWaited(EvaluatorScenario scenario, Executor executor, Instant lastBeat) {
        for (int second = 1; second <= 4; second++) {
            scenario.sendAt(executor.heartbeat(heartbeat -> {}), lastBeat.plusSeconds(second));
        }
        scenario.advance(Duration.ofMillis(900));
    }

    @Test
    void shouldNotMissHeartbeatsThatWaitedForATaskToBeTakenOver() {
        try (var before = EvaluatorScenario.start()) {
            Executor executor = before.leased("job-1");
            executor.beatFor(3);
            Instant lastBeat = before.now();
            try (var after = EvaluatorScenario.with()
                    .after(before)
                    .startsAt(before.wallClock().plusSeconds(4))
                    .start()) {
                after.advance(Duration.ofMillis(50));
                assertThat(after.commands("job-1"))
                        .as("nothing has been taken yet")
                        .isEmpty();

                takeWhatWaited(after, executor, lastBeat);

                assertThat(after.commands("job-1")).isEmpty();
            }
        }
    }

    @Test
    void shouldNotTakeATickForASignThatNoHeartbeatWaits() {
        try (var scenario = EvaluatorScenario.start()) {
            Executor executor = scenario.leased("job-1");
            executor.beatFor(3);
            Instant lastBeat = scenario.now();
            scenario.leap(Duration.ofSeconds(4));

            var asksForNothing = new Tick(Deadline.RETENTION_END, lastBeat, 0L);
            scenario.send(scenario.signing().unsigned(Topic.TICKS, "job-1", asksForNothing));
            scenario.advance(Duration.ofMillis(50));
            takeWhatWaited(scenario, executor, lastBeat);

            assertThat(scenario.commands("job-1")).isEmpty();
        }
    }

    @Test
    void shouldNotMissHeartbeatsThatWaitedWhileItStoodStill() {
        try (var scenario = EvaluatorScenario.start()) {
            Executor executor = scenario.leased("job-1");
            executor.beatFor(3);
            Instant lastBeat = scenario.now();

            scenario.leap(Duration.ofSeconds(4));
            scenario.advance(Duration.ofMillis(50));
            takeWhatWaited(scenario, executor, lastBeat);

            assertThat(scenario.commands("job-1")).isEmpty();
        }
    }

    @Test
    void shouldPauseWhoFellSilentWhileATaskWasTakenOver() {
        try (var before = EvaluatorScenario.start()) {
            before.leased("job-1").beatFor(3);
            Instant lastBeat = before.now();
            try (var after = EvaluatorScenario.with()
                    .after(before)
                    .startsAt(before.wallClock().plusSeconds(4))
                    .start()) {
                after.advance(Duration.ofSeconds(9));

                assertThat(after.commands("job-1"))
                        .singleElement()
                        .satisfies(command -> assertThat(command.getDecidedAt())
                                .isBetween(lastBeat.plusSeconds(9), lastBeat.plusSeconds(13)));
            }
        }
    }

    @Test
    void shouldKeepDeadlinesWhenItsClockIsSetRight() {
        try (var scenario =
                EvaluatorScenario.with().brokerAhead(Duration.ofHours(1)).start()) {
            Executor executor = scenario.leased("job-1");
            executor.beatFor(3);
            scenario.brokerAhead(Duration.ZERO);
            scenario.leap(Duration.ofHours(1));
            executor.beat();
            Instant lastBeat = scenario.now();

            scenario.advance(Duration.ofMillis(3_300));

            List<ControlCommand> commands = scenario.commands("job-1");
            ControlCommand last = commands.get(commands.size() - 1);
            assertThat(last.getAction()).isEqualTo(ControlAction.PAUSE);
            assertThat(last.getDecidedAt()).isBetween(lastBeat.plusSeconds(3), lastBeat.plusMillis(3_250));
        }
    }

    @Test
    void shouldNeverLetTheInstantOfADecisionFall() {
        try (var scenario = EvaluatorScenario.start()) {
            Executor executor = scenario.leased("job-1");
            executor.beatFor(10);
            Instant highest = scenario.now();

            for (int i = 1; i <= 10; i++) {
                scenario.sendAt(executor.heartbeat(heartbeat -> {}), highest.minusSeconds(7 * i));
            }
            executor.beatFor(12);
            executor.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));

            assertThat(scenario.lineage("job-1"))
                    .extracting(LineageEntry::getDecidedAt)
                    .isSortedAccordingTo(Instant::compareTo);
            assertThat(scenario.leases("job-1"))
                    .extracting(Lease::getDecidedAt)
                    .isSortedAccordingTo(Instant::compareTo)
                    .hasSizeGreaterThan(3);
            assertThat(scenario.commands("job-1")).isEmpty();
            assertThat(scenario.deadLetters()).isEmpty();
        }
    }
}
