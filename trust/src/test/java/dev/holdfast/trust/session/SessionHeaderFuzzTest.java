package dev.holdfast.trust.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SessionHeaderFuzzTest {
    static Stream<byte[]> seeds() {
        byte[] good = new byte[SessionHeader.HEADER_BYTES];
        good[0] = 1;
        return Stream.of(good, new byte[SessionHeader.HEADER_BYTES], new byte[SessionHeader.HEADER_BYTES + 1]);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void shouldReadEachHeaderFromOneForm(byte[] header) {
        if (SessionHeader.parse(header) instanceof SessionHeader.Parsed.Header parsed) {
            assertThat(parsed.value().bytes()).isEqualTo(header);
        }
    }
}
