package dev.holdfast.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeedsTest {
    private static final Needs THERE = new Needs(1_000, 2_000, 3_000);

    @Test
    void shouldLackNothingWhereThereIsAsMuchAsIsNeeded() {
        assertThat(THERE.lackOf(THERE)).isEmpty();
    }

    @Test
    void shouldNameWhatIsLackingAndWhatToDo() {
        assertThat(new Needs(1_001, 0, 0).lackOf(THERE))
                .hasValueSatisfying(lack ->
                        assertThat(lack).contains("expected 1001 MB of heap, found 1000 MB", "-Xmx", "--size smoke"));
        assertThat(new Needs(0, 2_001, 0).lackOf(THERE))
                .hasValueSatisfying(lack -> assertThat(lack).contains("of free memory, found 2000 MB"));
        assertThat(new Needs(0, 0, 3_001).lackOf(THERE))
                .hasValueSatisfying(lack -> assertThat(lack).contains("temporary directory, found 3000 MB"));
    }

    @Test
    void shouldTakeTheMostOfWhatFollowsOneAnother() {
        assertThat(new Needs(1, 20, 3).and(new Needs(10, 2, 30))).isEqualTo(new Needs(10, 20, 30));
    }
}
