package dev.holdfast.executor.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {
    private static final String TAIL =
            " 1 77 77 0 -1 4194304 100 200 0 0 5 6 7 8 20 0 3 0 123456 8192000 250 18446744073709551615 1 1";

    @Test
    void shouldReadEveryFieldWhenTheNameHoldsBlanksAndParentheses() {
        Optional<ProcStat> read = parse("4242 (a) T (b c) S" + TAIL);

        assertThat(read).contains(new ProcStat(4242, 'S', 1, 11, 15, 3, 123456, 8192000, 250));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4242", "4242 (sh", "4242 (sh)", "4242 (sh) S 1 2 3", "x (sh) S 1 77 77 0 -1 4 1 2 0 0 5 6"})
    void shouldReadNothingWhenTheTextIsCutShort(String text) {
        assertThat(parse(text)).isEmpty();
    }

    @Test
    void shouldNotTakeALeaderThatEndedBeforeItsThreadsForEnded() {
        ProcStat leaderGone = parse("10 (java) Z" + TAIL).orElseThrow();
        ProcStat allGone =
                parse("10 (java) Z" + TAIL.replace(" 20 0 3 0 ", " 20 0 1 0 ")).orElseThrow();

        assertThat(leaderGone.ended()).isFalse();
        assertThat(allGone.ended()).isTrue();
    }

    @Test
    void shouldReadOneselfFromTheMachine() {
        long self = ProcessHandle.current().pid();

        ProcStat read = Proc.system().stat(self).orElseThrow();

        assertThat(read.pid()).isEqualTo(self);
        assertThat(read.threads()).isGreaterThan(1);
        assertThat(read.residentBytes()).isGreaterThan(1_000_000);
        assertThat(Proc.system().stopped(read)).isFalse();
    }

    private static Optional<ProcStat> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ProcStat.parse(bytes, bytes.length);
    }
}
