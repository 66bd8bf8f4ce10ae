package dev.holdfast.trust.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void shouldLetNothingThroughThatMovesACursor() {
        assertThat(Quoted.text("a\u001b[2J`\n\u202eb")).isEqualTo("`a?[2J???b`");
    }

    @Test
    void shouldCutWhatIsLong() {
        assertThat(Quoted.text("a".repeat(1_000))).isEqualTo("`" + "a".repeat(128) + "...`");
        assertThat(Quoted.hex(ByteBuffer.allocate(33))).isEqualTo("`" + "00".repeat(32) + "...`");
    }

    @Test
    void shouldQuoteBytesAsHex() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, (byte) 0xab});

        assertThat(Quoted.hex(bytes)).isEqualTo("`01ab`");
        assertThat(bytes.remaining()).isEqualTo(2);
    }
}
