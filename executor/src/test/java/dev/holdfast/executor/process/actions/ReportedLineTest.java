package dev.holdfast.executor.process.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.executor.process.actions.Reported.Action;
import dev.holdfast.executor.process.actions.Reported.Count;
import dev.holdfast.executor.process.actions.Reported.Malformed;
import dev.holdfast.executor.process.actions.Reported.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReportedLineTest {
    private static final byte[] MARK = "\0end".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @MethodSource("wellFormed")
    void shouldReadWellFormedLines(String line, Reported expected) {
        assertThat(read(line)).isEqualTo(expected);
    }

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("http.get https://example.org/x", new Action("http.get", "https://example.org/x")),
                arguments("file-read_2 /a b c", new Action("file-read_2", "/a b c")),
                arguments("say  two", new Action("say", " two")),
                arguments("say \u00fcber", new Action("say", "\u00fcber")),
                arguments("a".repeat(64) + " " + "r".repeat(1024), new Action("a".repeat(64), "r".repeat(1024))),
                arguments("+tokens 120", new Count("tokens", 120)),
                arguments("+tokens 0", new Count("tokens", 0)),
                arguments("+tokens 999999999999999999", new Count("tokens", 999_999_999_999_999_999L)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldSayWhatIsWrongWithOthers(String line, Reason reason) {
        assertThat(read(line))
                .isEqualTo(new Malformed(
                        reason,
                        line.substring(0, Math.min(200, line.length())).replaceAll("\\p{Cntrl}", "\uFFFD"),
                        line.length()));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("", Reason.EMPTY),
                arguments("http.get", Reason.BAD_RESOURCE),
                arguments("http.get ", Reason.BAD_RESOURCE),
                arguments("http.get " + "r".repeat(1025), Reason.BAD_RESOURCE),
                arguments("a".repeat(65) + " x", Reason.BAD_NAME),
                arguments(" x", Reason.BAD_NAME),
                arguments("HTTP x", Reason.BAD_NAME),
                arguments("a/b x", Reason.BAD_NAME),
                arguments("+ 1", Reason.BAD_NAME),
                arguments("++a 1", Reason.BAD_NAME),
                arguments("+tokens", Reason.BAD_NUMBER),
                arguments("+tokens -1", Reason.BAD_NUMBER),
                arguments("+tokens +1", Reason.BAD_NUMBER),
                arguments("+tokens 1.5", Reason.BAD_NUMBER),
                arguments("+tokens 1 ", Reason.BAD_NUMBER),
                arguments("+tokens 1000000000000000000", Reason.BAD_NUMBER),
                arguments("http.get\tx", Reason.CONTROL_CHARACTER),
                arguments("http.get x\r", Reason.CONTROL_CHARACTER),
                arguments("http.get x\0y", Reason.CONTROL_CHARACTER));
    }

    @Test
    void shouldRefuseBytesThatAreNotText() {
        byte[] line = {'a', ' ', (byte) 0xC3, (byte) 0x28};

        Reported read = ReportedLine.read(line, line.length);

        assertThat(read).isEqualTo(new Malformed(Reason.NOT_TEXT, "a \uFFFD(", 4));
    }

    @Test
    void shouldReadLinesOfExactlyTheLimitAndReportLongerOnesOnce() {
        String longest = "+a " + "1".repeat(4095 - 3);
        List<Reported> taken = new ArrayList<>();

        new Lines(MARK, taken::add).take(bytes(longest + "\n" + longest + "1\n" + "x".repeat(100_000) + "\na b\n"));

        assertThat(taken)
                .containsExactly(
                        new Malformed(Reason.BAD_NUMBER, longest.substring(0, 200), 4095),
                        new Malformed(Reason.TOO_LONG, longest.substring(0, 200), 4096),
                        new Malformed(Reason.TOO_LONG, "x".repeat(200), 100_000),
                        new Action("a", "b"));
    }

    @Test
    void shouldReportTheSameHoweverTheBytesArrive() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 300; line++) {
            text.append(random.nextBoolean() ? "act " : "")
                    .append("r".repeat(random.nextInt(5000)))
                    .append('\n');
        }
        byte[] all = (text + "rest").getBytes(StandardCharsets.US_ASCII);
        List<Reported> whole = new ArrayList<>();
        List<Reported> pieces = new ArrayList<>();
        Lines once = new Lines(MARK, whole::add);
        Lines often = new Lines(MARK, pieces::add);

        once.take(ByteBuffer.wrap(all));
        once.end();
        for (int at = 0; at < all.length; ) {
            int length = Math.min(all.length - at, 1 + random.nextInt(3000));
            often.take(ByteBuffer.wrap(all, at, length));
            at += length;
        }
        often.end();

        assertThat(pieces).as("seed %d", seed).isEqualTo(whole).hasSize(301);
    }

    @Test
    void shouldEndAtTheMarkAndReportAnUnfinishedLine() {
        List<Reported> taken = new ArrayList<>();
        Lines lines = new Lines(MARK, taken::add);

        boolean before = lines.take(bytes("a b\n\0e\n\0\0en"));
        boolean after = lines.take(bytes("dlater x\n"));

        assertThat(before).isFalse();
        assertThat(after).isTrue();
        assertThat(taken)
                .containsExactly(
                        new Action("a", "b"),
                        new Malformed(Reason.CONTROL_CHARACTER, "\uFFFDe", 2),
                        new Malformed(Reason.UNFINISHED, "\uFFFD", 1));
    }

    private static Reported read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return ReportedLine.read(bytes, bytes.length);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
