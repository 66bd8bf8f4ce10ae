package dev.holdfast.trust.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactReader;
import dev.holdfast.trust.facts.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TracesTest {
    private static final long START = 1_000_000_000_000L;

    private final ExecutionState state = ExecutionState.newBuilder().build();

    private ExecutionFacts beat(long at, Map<String, Long> counters, String... actions) {
        var heartbeat = Heartbeat.newBuilder()
                .setSequence(state.getSequence() + 1)
                .setExecutorInstance("i-1")
                .setSentAt(Instant.ofEpochMilli(at))
                .setCounters(counters)
                .setActions(Arrays.stream(actions)
                        .map(action -> new ReportedAction(action, "it", 2L))
                        .toList())
                .build();
        Traces.note(state, heartbeat, at);
        state.setCounters(counters);
        return factsAt(at);
    }

    private ExecutionFacts factsAt(long at) {
        return FactReader.read("job-1", state, at, "d", Set.of(), Surroundings.ofRoot());
    }

    @Test
    void shouldCountActionsAndKeepTheirOrder() {
        beat(START, Map.of(), "read", "write");
        ExecutionFacts facts = beat(START + 1, Map.of(), "read");

        assertThat(facts.actionCounts()).containsExactly(Map.entry("read", 4L), Map.entry("write", 2L));
        assertThat(facts.actionOrder()).containsExactly(Map.entry("read", 3L), Map.entry("write", 2L));
    }

    @Test
    void shouldCountTheSameActionInARow() {
        assertThat(beat(START, Map.of(), "read", "read").actionRepeats()).isEqualTo(4);
        assertThat(beat(START + 1, Map.of()).actionRepeats()).isEqualTo(4);
        ExecutionFacts facts = beat(START + 2, Map.of(), "write");

        assertThat(facts.repeatedAction()).isEqualTo("write it");
        assertThat(facts.actionRepeats()).isEqualTo(2);
    }

    @Test
    void shouldSeeAtLeastAMinuteAndAtMostSeventySeconds() {
        beat(START, Map.of("failures", 3L));

        assertThat(factsAt(START + 60_000).risenInMinute()).containsEntry("failures", 3L);
        assertThat(factsAt(START + 70_000).risenInMinute()).containsEntry("failures", 0L);
        ExecutionFacts facts = beat(START + 65_000, Map.of("failures", 5L));
        assertThat(facts.risenInMinute()).containsEntry("failures", 5L);
        assertThat(beat(START + 75_000, Map.of("failures", 5L)).risenInMinute()).containsEntry("failures", 2L);
        assertThat(beat(START + 76_000, Map.of("failures", 1L)).risenInMinute()).containsEntry("failures", 0L);
    }

    @Test
    void shouldSayThatSomethingIsNotFollowed() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Traces.MAXIMUM_KEPT; i++) {
            names.add("act-" + i);
        }
        assertThat(beat(START, Map.of(), names.toArray(String[]::new)).untracked())
                .isZero();
        assertThat(beat(START + 1, Map.of(), "act-0", "one-more").untracked()).isEqualTo(1);
        assertThat(beat(START + 2, Map.of("c".repeat(Traces.MAXIMUM_NAME_CHARACTERS + 1), 1L))
                        .untracked())
                .isEqualTo(2);
    }
}
