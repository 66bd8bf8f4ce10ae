package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class WireFormatFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(new byte[] {0, 0, 0, 0, 7}, new byte[] {0, -1, -1, -1, -1, 1}, new byte[] {1, 0, 0, 0, 0});
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void shouldJoinWhatItSplits(byte[] value) {
        WireFormat wire = WireFormat.parse(value);
        if (wire != null) {
            byte[] body = new byte[wire.body().remaining()];
            wire.body().duplicate().get(body);
            assertThat(WireFormat.join(wire.schemaId(), body)).isEqualTo(value);
        }
    }
}
