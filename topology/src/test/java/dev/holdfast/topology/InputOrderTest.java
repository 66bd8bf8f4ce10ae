package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.InputRun;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How inputs interleave is written down, for those who replay them. */
class InputOrderTest {
    private static final int AUTHORITIES = 2;

    @Test
    void shouldWriteARunWhenARecordOfAnotherTopicEndsIt() {
        try (var scenario = EvaluatorScenario.start()) {
            scenario.grant("a");
            scenario.grant("b");
            scenario.executor("a").beat();
            scenario.executor("b").beat();
            assertThat(scenario.runs())
                    .containsExactly(new InputRun("governance", 0L, AUTHORITIES - 1L), new InputRun("grants", 0L, 1L));

            scenario.grant("c");

            assertThat(scenario.runs()).endsWith(new InputRun("heartbeats", 0L, 1L));
        }
    }

    @Test
    void shouldNameEveryInputOnceInTheOrderInWhichItWasTaken() {
        try (var scenario = EvaluatorScenario.start()) {
            Executor one = scenario.leased("one");
            Executor other = scenario.leased("other");
            for (int second = 0; second < 10; second++) {
                scenario.advance(EvaluatorScenario.INTERVAL);
                one.beat();
                if (second < 5) {
                    other.beat();
                }
            }
            scenario.advance(Duration.ofSeconds(20));
            scenario.grant("last");

            List<String> written = new ArrayList<>();
            for (InputRun run : scenario.runs()) {
                for (long offset = run.getFirstOffset(); offset <= run.getLastOffset(); offset++) {
                    written.add(run.getTopic() + "@" + offset);
                }
            }

            List<String> played = new ArrayList<>();
            Map<String, Integer> offsets = new HashMap<>(Map.of("governance", AUTHORITIES));
            scenario.played().forEach(each -> {
                String topic = each.input().topic().logicalName();
                played.add(topic + "@" + (offsets.merge(topic, 1, Integer::sum) - 1));
            });
            assertThat(written).startsWith("governance@0", "governance@1");
            assertThat(written.subList(AUTHORITIES, written.size())).isEqualTo(played.subList(0, played.size() - 1));
        }
    }

    @Test
    void shouldKnowTheRunThatGoesOnAfterARestart() {
        try (var before = EvaluatorScenario.start()) {
            before.grant("a");
            before.executor("a").beat();
            before.executor("b").beat();
            try (var after = EvaluatorScenario.with().after(before).start()) {
                after.grant("c");

                assertThat(after.runs()).containsExactly(new InputRun("heartbeats", 0L, 1L));
            }
        }
    }
}
