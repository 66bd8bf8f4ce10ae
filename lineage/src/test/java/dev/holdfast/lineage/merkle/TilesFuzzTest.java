package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TilesFuzzTest {
    static Stream<byte[]> paths() {
        return Stream.of(
                        "tile/0/x001/x234/067.p/17",
                        "tile/entries/000",
                        "tile/7/x009/x223/x372/x036/x854/x775/807",
                        "tile/7/x999/x999/x999/x999/x999/x999/999",
                        "tile/0/000.p/999")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("paths")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAPathInItsOneSpellingOrNotAtAll(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        TilePath.parse(text).ifPresent(path -> assertThat(path).hasToString(text));
    }

    static Stream<byte[]> bundles() {
        return Stream.of(
                new byte[0],
                EntryBundle.write(List.of(new byte[] {1, 2}, new byte[0])),
                EntryBundle.write(Collections.nCopies(TileId.WIDTH, new byte[0])),
                new byte[] {-1, -1, 0});
    }

    @MethodSource("bundles")
    @FuzzTest(maxDuration = "60s")
    void shouldReadABundleToItsEndOrNotAtAll(byte[] bytes) {
        EntryBundle.read(bytes)
                .ifPresent(entries -> assertThat(EntryBundle.write(entries)).isEqualTo(bytes));
    }

    static Stream<byte[]> frontiers() {
        Frontier two = Frontier.empty().append(Hash.EMPTY_TREE).append(Hash.EMPTY_TREE);
        return Stream.of(
                Frontier.empty().bytes(),
                two.bytes(),
                two.append(Hash.EMPTY_TREE).bytes(),
                Arrays.copyOf(two.bytes(), 20));
    }

    @MethodSource("frontiers")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAFrontierOrSayThatItIsNone(byte[] bytes) {
        try {
            Frontier frontier = Frontier.read(bytes);
            assertThat(frontier.bytes()).isEqualTo(bytes);
            assertThat(frontier.root()).isNotNull();
        } catch (IllegalArgumentException none) {
            return;
        }
    }
}
