package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RhythmTest {
    private static long[] distances(Rhythm rhythm, boolean waiting, int count) {
        return LongStream.range(0, count)
                .map(index -> rhythm.next(waiting).toMillis())
                .toArray();
    }

    @Test
    void shouldHurryEverLessWhileThereIsNoLease() {
        assertThat(distances(new Rhythm(Duration.ofMillis(3_000)), true, 6))
                .containsExactly(250, 500, 1_000, 2_000, 3_000, 3_000);
    }

    @Test
    void shouldKeepToTheGrantOnceThereIsALease() {
        var rhythm = new Rhythm(Duration.ofMillis(1_000));

        assertThat(distances(rhythm, true, 1)).containsExactly(250);
        assertThat(distances(rhythm, false, 3)).containsOnly(1_000);
    }

    @Test
    void shouldNotBeSlowerThanTheGrantAsksWhileThereIsNoLease() {
        assertThat(distances(new Rhythm(Duration.ofMillis(150)), true, 3)).containsOnly(150);
    }
}
