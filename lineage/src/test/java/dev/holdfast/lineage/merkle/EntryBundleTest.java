package dev.holdfast.lineage.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryBundleTest {
    @Test
    void shouldComeBackFromItsBytes() {
        List<byte[]> entries = List.of(new byte[0], new byte[] {1, 2, 3}, new byte[65_535]);

        byte[] bundle = EntryBundle.write(entries);

        assertThat(bundle).startsWith(0, 0, 0, 3, 1, 2, 3, 0xFF, 0xFF);
        assertThat(EntryBundle.read(bundle).orElseThrow()).containsExactlyElementsOf(entries);
        assertThat(EntryBundle.read(new byte[0]).orElseThrow()).isEmpty();
    }

    @Test
    void shouldNotBeReadFromAnythingElse() {
        byte[] bundle = EntryBundle.write(List.of(new byte[] {1, 2, 3}));
        byte[] full = EntryBundle.write(Collections.nCopies(256, new byte[] {1}));

        assertThat(EntryBundle.read(Arrays.copyOf(bundle, 4))).isEmpty();
        assertThat(EntryBundle.read(Arrays.copyOf(bundle, 6))).isEmpty();
        assertThat(EntryBundle.read(full).orElseThrow()).hasSize(256);
        assertThat(EntryBundle.read(Arrays.copyOf(full, full.length + 2))).isEmpty();
    }

    @Test
    void shouldNotHoldMoreThanATileOrALargerEntry() {
        assertThatThrownBy(() -> EntryBundle.write(Collections.nCopies(257, new byte[0])))
                .hasMessage("expected at most 256 entries in a bundle, found 257");
        assertThatThrownBy(() -> EntryBundle.write(List.of(new byte[65_536])))
                .hasMessage("expected an entry of at most 65535 bytes, found 65536");
    }
}
