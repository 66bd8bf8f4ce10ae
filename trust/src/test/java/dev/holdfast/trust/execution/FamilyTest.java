package dev.holdfast.trust.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Closure;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Tally;
import dev.holdfast.record.TrustState;
import org.junit.jupiter.api.Test;

class FamilyTest {

    private static ExecutionState state(TrustState stands, Enforcement enforcement) {
        return ExecutionState.newBuilder()
                .setState(stands)
                .setEnforcement(enforcement)
                .setLeasedAt(17)
                .build();
    }

    private static ExecutionState halted(Enforcement enforcement) {
        return state(TrustState.HALTED, enforcement);
    }

    @Test
    void shouldKnowNothingOfAnEndThatHasNotCome() {
        assertThat(Family.closure(state(TrustState.TRUSTED, Enforcement.NONE))).isEqualTo(Closure.NONE);
        assertThat(Family.closure(state(TrustState.PAUSED, Enforcement.EFFECTIVE)))
                .isEqualTo(Closure.NONE);
    }

    @Test
    void shouldTellAConfirmedEndFromAnUnconfirmedOne() {
        assertThat(Family.closure(halted(Enforcement.EFFECTIVE))).isEqualTo(Closure.CLOSED);
        for (Enforcement open :
                new Enforcement[] {Enforcement.ORDERED, Enforcement.RECEIVED, Enforcement.UNCONFIRMED}) {
            assertThat(Family.closure(halted(open))).as("%s", open).isEqualTo(Closure.UNKNOWN);
        }
    }

    @Test
    void shouldCloseWhatNeverRan() {
        ExecutionState state = halted(Enforcement.ORDERED);
        state.setLeasedAt(0);

        assertThat(Family.closure(state)).isEqualTo(Closure.CLOSED);
    }

    @Test
    void shouldCloseATreeOnlyWhenTheLastOfItIsSeenToEnd() {
        ExecutionState parent = halted(Enforcement.EFFECTIVE);
        parent.setTally(Tally.OPEN);
        parent.setClosure(Closure.CLOSED);
        ExecutionState one = state(TrustState.TRUSTED, Enforcement.NONE);
        ExecutionState other = state(TrustState.TRUSTED, Enforcement.NONE);

        assertThat(Family.counted(parent, Family.count(one))).isTrue();
        assertThat(Family.counted(parent, Family.count(other))).isFalse();
        assertThat(parent.getClosure()).isEqualTo(Closure.PARTIAL);
        one.setState(TrustState.HALTED);
        assertThat(Family.count(one)).as("ordered, not seen").isEqualTo(Family.Change.NONE);
        one.setEnforcement(Enforcement.EFFECTIVE);
        assertThat(Family.counted(parent, Family.count(one))).isFalse();
        assertThat(parent.getClosure()).isEqualTo(Closure.PARTIAL);
        other.setState(TrustState.COMPLETED);
        assertThat(Family.counted(parent, Family.count(other))).isTrue();

        assertThat(parent.getClosure()).isEqualTo(Closure.CLOSED);
        assertThat(Family.count(other)).as("counted once").isEqualTo(Family.Change.NONE);
    }

    @Test
    void shouldCallATreePartialWhenOnlyADescendantsEndWasSeen() {
        ExecutionState parent = halted(Enforcement.UNCONFIRMED);
        ExecutionState child = state(TrustState.TRUSTED, Enforcement.NONE);
        Family.counted(parent, Family.count(child));
        child.setState(TrustState.COMPLETED);

        assertThat(Family.counted(parent, Family.count(child))).isTrue();

        assertThat(parent.getClosure()).isEqualTo(Closure.PARTIAL);
    }

    @Test
    void shouldNotCountWhatWasNeverLeased() {
        ExecutionState child = state(TrustState.PENDING, Enforcement.NONE);
        child.setLeasedAt(0);

        assertThat(Family.count(child)).isEqualTo(Family.Change.NONE);
        child.setState(TrustState.DENIED);
        assertThat(Family.count(child)).isEqualTo(Family.Change.NONE);
    }
}
