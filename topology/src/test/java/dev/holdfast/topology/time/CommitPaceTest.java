package dev.holdfast.topology.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitPaceTest {
    private static final long START = 1_800_000_000_000L;

    private final CommitPace pace = new CommitPace();

    @Test
    void shouldAllowTheFirstCommitAtOnce() {
        assertThat(pace.allows(START)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "10, 200", "66, 200", "100, 300", "333, 999", "5000, 1000"})
    void shouldPutTheNextCommitOffForThreeTimesAsLongAsTheLastOneTookWithinBounds(long took, long apart) {
        pace.allows(START);
        pace.committed(START + took);

        assertThat(pace.allows(START + took + apart - 1)).isFalse();
        assertThat(pace.allows(START + took + apart)).isTrue();
    }

    @Test
    void shouldTakeTheFirstThingDoneAfterACommitForItsEnd() {
        pace.allows(START);
        pace.committed(START + 20);
        pace.committed(START + 500);

        assertThat(pace.allows(START + 220)).isTrue();
    }

    @Test
    void shouldAllowACommitWhenTheClockWasSetBack() {
        pace.allows(START);
        pace.committed(START + 20);

        assertThat(pace.allows(START - 3_600_000)).isTrue();
    }

    @Test
    void shouldLeaveThreeQuartersOfTheTimeToDecidingWhenSomebodyAlwaysWaits() {
        long committing = 0;
        long now = START;
        while (now < START + 60_000) {
            if (pace.allows(now)) {
                now += 200;
                committing += 200;
                pace.committed(now);
            } else {
                now++;
            }
        }

        assertThat(committing).isBetween(14_000L, 16_000L);
    }
}
