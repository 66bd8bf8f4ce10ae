package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Phase;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is decided is a function of what was read; and what a task knew, it knows again after a restart. */
class ReplayTest {

    private static void play(EvaluatorScenario scenario) {
        Executor steady = scenario.leased("steady");
        Executor silent = scenario.leased("silent");
        Executor child = scenario.leased("steady/child");
        scenario.executor("ungranted").beat();
        for (int second = 0; second < 20; second++) {
            scenario.advance(EvaluatorScenario.INTERVAL);
            steady.beat();
            child.beat(heartbeat -> heartbeat.setCounters(Map.of("a", 1L, "b", 2L, "c", 3L, "cpu.millis", 4L)));
            scenario.send(steady.heartbeat(heartbeat -> heartbeat.setSequence(1)));
        }
        scenario.vouchForSource();
        scenario.signal("steady", "prompt.injection", "suspected");
        scenario.signal("steady", "disk.pressure", "high");
        scenario.signal("nobody", "disk.pressure", "high");
        silent.beat();
        steady.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb", "x", "y", "z", "w")));
        steady.acknowledge(scenario.commands("steady").get(0), AcknowledgmentStage.EFFECTIVE);
        child.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));
        scenario.leap(Duration.ofMinutes(61));
        scenario.advance(Duration.ofSeconds(3));
    }

    private static List<String> images(EvaluatorScenario scenario) {
        return scenario.outputs().stream().map(Output::image).toList();
    }

    @Test
    void shouldWriteTheSameBytesForTheSameInputs() {
        try (var live = EvaluatorScenario.start()) {
            play(live);
            var again = new ArrayList<List<String>>();
            for (String start : List.of("2026-03-01T10:00:00Z", "1999-12-31T23:59:59Z")) {
                try (var replay =
                        EvaluatorScenario.with().startsAt(Instant.parse(start)).start()) {
                    live.played().forEach(played -> replay.sendAt(played.input(), played.appendedAt()));
                    again.add(images(replay));
                }
            }

            assertThat(images(live)).hasSizeGreaterThan(60);
            assertThat(again).allSatisfy(images -> assertThat(images).isEqualTo(images(live)));
        }
    }

    @Test
    void shouldArmDeadlinesAgainAfterARestart() {
        try (var before = EvaluatorScenario.start()) {
            before.leased("silent");
            before.grant("waiting");
            before.executor("ungranted").beat();
            before.advance(Duration.ofSeconds(1));
            try (var after = restart(before, Duration.ZERO)) {
                after.advance(Duration.ofMillis(6_100));

                assertThat(actions(after, "silent")).containsExactly(ControlAction.PAUSE);
                assertThat(actions(after, "ungranted")).containsExactly(ControlAction.DENY);
                assertThat(after.standing("waiting")).isEqualTo(TrustState.PENDING);
            }
        }
    }

    @Test
    void shouldCatchUpWithDeadlinesThatPassedWhileItWasDown() {
        try (var before = EvaluatorScenario.start()) {
            before.leased("silent");
            try (var after = restart(before, Duration.ofSeconds(40))) {
                after.advance(Duration.ofMillis(50));
                assertThat(actions(after, "silent")).containsExactly(ControlAction.PAUSE);
                after.advance(Duration.ofSeconds(11));

                assertThat(actions(after, "silent")).containsExactly(ControlAction.PAUSE, ControlAction.HALT);
            }
        }
    }

    @Test
    void shouldGoOnAfterARestartAsIfThereHadBeenNone() {
        try (var before = EvaluatorScenario.start();
                var uninterrupted = EvaluatorScenario.start();
                var live = EvaluatorScenario.start()) {
            play(live);
            Instant beforeAllIsForgotten = before.now().plus(Duration.ofMinutes(10));
            var inputs = live.played().stream()
                    .filter(played -> played.appendedAt().isBefore(beforeAllIsForgotten))
                    .toList();
            inputs.forEach(played -> uninterrupted.sendAt(played.input(), played.appendedAt()));
            int half = inputs.size() / 2;
            inputs.subList(0, half).forEach(played -> before.sendAt(played.input(), played.appendedAt()));
            try (var after = restart(before, Duration.ZERO)) {
                inputs.subList(half, inputs.size())
                        .forEach(played -> after.sendAt(played.input(), played.appendedAt()));

                // Offsets start again with every driver, so only the states can be compared, without the hashes of
                // entries that name offsets.
                assertThat(after.store()).hasSize(4);
                assertThat(after.store().keySet())
                        .isEqualTo(uninterrupted.store().keySet());
                after.store()
                        .keySet()
                        .forEach(id -> assertThat(withoutChain(after.state(id)))
                                .isEqualTo(withoutChain(uninterrupted.state(id))));
            }
        }
    }

    private static ExecutionState withoutChain(ExecutionState state) {
        state.setChainHead(ByteBuffer.allocate(0));
        return state;
    }

    @Test
    void shouldCountUngrantedExecutionsAgainAfterARestart() {
        try (var before = EvaluatorScenario.start()) {
            for (int i = 0; i < 9_999; i++) {
                before.send(before.signing().unsigned(dev.holdfast.schemas.Topic.HEARTBEATS, "u-" + i, beat(before)));
            }
            try (var after = restart(before, Duration.ZERO)) {
                after.executor("last").beat();
                after.executor("one-too-many").beat();

                assertThat(after.standing("last")).isEqualTo(TrustState.PENDING);
                assertThat(after.standing("one-too-many")).isNull();
                assertThat(after.deadLetters()).hasSize(2);
            }
        }
    }

    private static dev.holdfast.record.Heartbeat beat(EvaluatorScenario scenario) {
        return scenario.executor("any").next(heartbeat -> {});
    }

    private static List<ControlAction> actions(EvaluatorScenario scenario, String id) {
        return scenario.commands(id).stream()
                .map(command -> command.getAction())
                .toList();
    }

    private static EvaluatorScenario restart(EvaluatorScenario before, Duration downFor) {
        ScenarioSetup setup = EvaluatorScenario.with().after(before);
        return setup.startsAt(before.wallClock().plus(downFor)).start();
    }
}
