package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
    @Test
    void shouldBeWrittenAsTheSpecificationHasIt() {
        assertThat(TilePath.of(new TileId(0, 1_234_067), 256)).hasToString("tile/0/x001/x234/067");
        assertThat(TilePath.of(new TileId(3, 0), 17)).hasToString("tile/3/000.p/17");
        assertThat(new TilePath.Entries(273, 112)).hasToString("tile/entries/273.p/112");
        assertThat(new TilePath.Entries(1_000, 256)).hasToString("tile/entries/x001/000");
    }

    @Test
    void shouldBeReadBack() {
        for (long index : new long[] {0, 1, 999, 1_000, 999_999, 1_000_000, Long.MAX_VALUE}) {
            for (int width : new int[] {1, 99, 255, 256}) {
                for (TilePath path :
                        List.of(TilePath.of(new TileId(7, index), width), new TilePath.Entries(index, width))) {
                    assertThat(TilePath.parse(path.toString())).isEqualTo(Optional.of(path));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tile/0/0",
                "tile/0/0000",
                "tile/00/000",
                "tile/8/000",
                "tile/-1/000",
                "tile/0/x000/001",
                "tile/0/001/002",
                "tile/0/x001",
                "tile/0/001.p/0",
                "tile/0/001.p/256",
                "tile/0/001.p/01",
                "tile/0/001.p/",
                "/tile/0/001",
                "tile/0/001/",
                "tile/0/001\n",
                "tile/0/../001",
                "tile/0/٠٠١",
                "tile/ENTRIES/001",
                "tile/entries/x999/x999/x999/x999/x999/x999/999"
            })
    void shouldNotBeReadFromAnythingElse(String text) {
        assertThat(TilePath.parse(text)).isEmpty();
    }
}
