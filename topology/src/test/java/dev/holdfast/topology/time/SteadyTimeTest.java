package dev.holdfast.topology.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyTimeTest {
    private final Machine machine = new Machine();
    private final SteadyTime time = new SteadyTime(machine);

    /** A machine whose clock can be set; its nanoseconds cannot. */
    private static final class Machine implements Time {
        private long millis = 1_800_000_000_000L;
        private long nanos = -7;

        private void pass(long passed) {
            millis += passed;
            nanos += 1_000_000 * passed;
        }

        @Override
        public long milliseconds() {
            return millis;
        }

        @Override
        public long nanoseconds() {
            return nanos;
        }

        @Override
        public void sleep(long passed) {
            pass(passed);
        }

        @Override
        public void waitObject(Object monitor, Supplier<Boolean> condition, long deadlineMillis) {
            throw new AssertionError("nobody waits by a clock that can be set");
        }
    }

    @Test
    void shouldBeginWithTheMachines() {
        assertThat(time.milliseconds()).isEqualTo(machine.millis);
        assertThat(time.nanoseconds()).isEqualTo(machine.nanos);
    }

    @ParameterizedTest(name = "set by {0} ms")
    @ValueSource(longs = {-7_200_000, -1, 0, 1, 7_200_000})
    void shouldGoOnSteadilyHoweverTheMachinesIsSet(long setBy) {
        long before = time.milliseconds();
        machine.pass(1_000);
        machine.millis += setBy;
        time.sleep(500);

        assertThat(time.milliseconds()).isEqualTo(before + 1_500);
    }

    @Test
    void shouldWaitNoLongerThanByItself() throws InterruptedException {
        time.waitObject(new Object(), () -> true, time.milliseconds());

        machine.millis -= 7_200_000;
        assertThatThrownBy(() -> time.waitObject(new Object(), () -> false, time.milliseconds()))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("was not met by " + time.milliseconds() + " ms");
    }
}
