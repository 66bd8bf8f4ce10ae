package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.testing.MemoryLog;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrontierTest {
    private static Hash leaf(int number) {
        return Hash.ofLeaf(new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    @Test
    void shouldComeBackFromItsBytes() throws Exception {
        var log = new MemoryLog();
        for (int i = 0; i < 300; i++) {
            Frontier frontier = log.frontier();
            assertThat(Frontier.read(frontier.bytes())).isEqualTo(frontier);
            assertThat(frontier.bytes()).hasSize(8 + 32 * Integer.bitCount(i)).hasSizeLessThan(Frontier.MAXIMUM_BYTES);
            assertThat(log.tree(i).frontier()).isEqualTo(frontier);
            log.append(leaf(i));
        }
    }

    @Test
    void shouldNotBeReadFromAnythingElse() {
        byte[] bytes = Frontier.empty().append(leaf(1)).bytes();
        byte[] negative = bytes.clone();
        negative[0] = (byte) 0x80;
        byte[] larger = bytes.clone();
        larger[7] = 3;

        for (byte[] none : new byte[][] {
            {}, Arrays.copyOf(bytes, 7), Arrays.copyOf(bytes, 39), Arrays.copyOf(bytes, 41), negative, larger
        }) {
            assertThatThrownBy(() -> Frontier.read(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a frontier of");
        }
    }

    /** The example of C2SP tlog-tiles, "Partial Tiles". */
    @Test
    void shouldFillTilesAsTheSpecificationCountsThem() {
        var log = new MemoryLog();
        for (int i = 0; i < 70_000; i++) {
            log.append(leaf(i));
        }

        assertThat(log.tiles().keySet().stream().filter(id -> id.level() == 0)).hasSize(274);
        assertThat(log.tiles().get(new TileId(0, 272))).hasSize(256 * 32);
        assertThat(log.tiles().get(new TileId(0, 273))).hasSize(112 * 32);
        assertThat(log.tiles().get(new TileId(1, 0))).hasSize(256 * 32);
        assertThat(log.tiles().get(new TileId(1, 1))).hasSize(17 * 32);
        assertThat(log.tiles().get(new TileId(2, 0))).hasSize(32);
        assertThat(log.tiles()).hasSize(277);
        log.tiles().forEach((id, row) -> assertThat(row).hasSize(id.widthAt(70_000) * 32));
    }

    @Test
    void shouldSayWhichTileIsMissingOrTooShort() {
        var log = new MemoryLog();
        for (int i = 0; i < 600; i++) {
            log.append(leaf(i));
        }
        log.tiles().put(new TileId(0, 2), new byte[32]);
        log.tiles().remove(new TileId(1, 0));

        assertThatThrownBy(() -> log.tree(600).leaf(599))
                .isInstanceOf(TileMissing.class)
                .hasMessage("expected `tile/0/002.p/88` of a log of 600 entries, found fewer than 88 hashes; let it be"
                        + " made again from the entries");
        assertThatThrownBy(() -> log.tree(512).root())
                .isInstanceOf(TileMissing.class)
                .hasMessageContaining("`tile/1/000.p/2`");
        assertThatThrownBy(() -> log.tree(600).inclusion(600)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.tree(600).consistency(601)).isInstanceOf(IllegalArgumentException.class);
    }
}
