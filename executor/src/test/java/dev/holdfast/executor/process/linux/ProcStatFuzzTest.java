package dev.holdfast.executor.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A process chooses its name itself, and so a part of this text. */
class ProcStatFuzzTest {
    static Stream<byte[]> seeds() {
        String rest = " 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 99 18446744073709551615 42 1\n";
        return Stream.of("7 (cat) S" + rest, "7 (a) R 1 (b) S" + rest, "7 () Z" + rest, "7 (cat) S 1 7", "(")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void shouldReadAStatOrNone(byte[] text) {
        ProcStat.parse(text, text.length).ifPresent(stat -> {
            assertThat(stat.sameProcess(stat)).isTrue();
            assertThat(new String(text, StandardCharsets.ISO_8859_1)).contains(") " + stat.state() + " ");
        });
    }
}
