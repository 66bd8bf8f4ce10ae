package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class RecordSignatureFuzzTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    private static final SignedContent CONTENT =
            new SignedContent("fuzz.example", "heartbeats", "job-1", 7, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    private static final byte[] GOOD = KEY.sign(CONTENT).header();
    private static final byte[] GOOD_IN_A_BATCH =
            KEY.signAll(List.of(CONTENT, CONTENT, CONTENT)).get(1).header();

    static Stream<byte[]> seeds() {
        byte[] otherAlgorithm = GOOD.clone();
        otherAlgorithm[0] = 0;
        byte[] malleable = GOOD.clone();
        malleable[80] |= (byte) 0xE0;
        return Stream.of(
                GOOD, GOOD_IN_A_BATCH, otherAlgorithm, malleable, Arrays.copyOf(GOOD, 80), Arrays.copyOf(GOOD, 4096));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void shouldReadEachSignatureFromOneFormAndBelieveTheRightOneAlone(byte[] header) {
        if (RecordSignature.parse(header) instanceof RecordSignature.Parsed.Signature parsed) {
            assertThat(parsed.value().header()).isEqualTo(header);
            boolean valid =
                    parsed.value().verify(KEY.verifyingKey(), CONTENT) instanceof RecordSignature.Verification.Valid;
            assertThat(valid).isEqualTo(Arrays.equals(header, GOOD) || Arrays.equals(header, GOOD_IN_A_BATCH));
        }
    }
}
