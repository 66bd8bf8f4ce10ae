package dev.holdfast.trust.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import dev.holdfast.trust.testing.TestStates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountTest {
    private static final Grant GRANT = TestGrants.sound();

    @Test
    void shouldAdd() {
        assertThat(Count.sum(3, 4)).isEqualTo(7);
        assertThat(Count.sum(Long.MAX_VALUE - 1, 1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldStayFull() {
        assertThat(Count.sum(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(Count.sum(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotStopForAnExecutorThatWentBeyondItsScopeMoreOftenThanCanBeCounted() {
        ExecutionState state = TestStates.beating(GRANT, before -> before.setScopeViolationCount(Long.MAX_VALUE));

        Observation.note(
                state,
                new Occurrence.Beat(TestHeartbeats.with(
                        2, beat -> beat.setActions(List.of(TestHeartbeats.deletion("/etc/passwd"))))),
                TestGrants.START);

        assertThat(state.getScopeViolationCount()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotGiveBackWhatWasUsedUp() {
        ExecutionState state = TestStates.beating(GRANT, before -> {
            before.setScopeUse(new ArrayList<>(List.of(Long.MAX_VALUE)));
            before.setScopeMinuteUse(new ArrayList<>(List.of(Long.MAX_VALUE)));
            before.setScopeMinuteStart(new ArrayList<>(List.of(TestGrants.START)));
        });

        Observation.note(
                state,
                new Occurrence.Beat(TestHeartbeats.with(2, beat -> beat.setActions(List.of(TestHeartbeats.fetch(5))))),
                TestGrants.START);

        assertThat(state.getScopeUse()).containsExactly(Long.MAX_VALUE);
        assertThat(state.getScopeMinuteUse()).containsExactly(Long.MAX_VALUE);
    }
}
