package dev.holdfast.executor.process.actions;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What the work writes into its pipe. The first byte says in pieces of how many bytes it is read. */
class LinesFuzzTest {
    private static final byte[] END = "\u0001end".getBytes(StandardCharsets.US_ASCII);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "\u0001http.get https://inside/\n+pages 3\n",
                        "\u0003+pages 9223372036854775807\n\n \n+\n",
                        "\u0007a " + "x".repeat(5_000) + "\nb c",
                        "\u0002a b\n\u0001en\u0001end not looked at\n",
                        "\u0001\uFEFFa b\na \uD7FF\u0000\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadTheSameInWhateverPiecesItComes(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        List<Reported> whole = read(bytes, bytes.length);

        assertThat(read(bytes, 1 + Byte.toUnsignedInt(bytes[0]))).isEqualTo(whole);
        assertThat(whole).allSatisfy(LinesFuzzTest::isWithinBounds);
    }

    private static List<Reported> read(byte[] bytes, int piece) {
        var reported = new ArrayList<Reported>();
        var lines = new Lines(END, reported::add);
        for (int from = 1; from < bytes.length; from += piece) {
            if (lines.take(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)))) {
                return reported;
            }
        }
        lines.end();
        return reported;
    }

    private static void isWithinBounds(Reported reported) {
        if (reported instanceof Reported.Action action) {
            assertThat(action.action()).matches("[a-z0-9._-]{1,64}");
            assertThat(action.resource()).isNotEmpty().hasSizeLessThanOrEqualTo(ReportedLine.RESOURCE_LIMIT);
        } else if (reported instanceof Reported.Count count) {
            assertThat(count.amount()).isNotNegative();
        } else if (reported instanceof Reported.Malformed malformed) {
            assertThat(malformed.beginning()).hasSizeLessThanOrEqualTo(ReportedLine.BEGINNING_LIMIT);
            assertThat(malformed.beginning().chars()).noneMatch(c -> c < ' ');
        }
    }
}
