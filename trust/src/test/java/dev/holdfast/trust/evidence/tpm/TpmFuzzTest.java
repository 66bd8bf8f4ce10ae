package dev.holdfast.trust.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.trust.testing.TestEvidence;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TpmFuzzTest {
    private static final byte[] NONCE = bytes(TestEvidence.nonce());
    private static final AttestationKey KEY =
            AttestationKey.parse(TestTpm.spki(TestTpm.EC)).orElseThrow();

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static Stream<byte[]> quotes() {
        var twoBanks = new TestTpm.Fields(NONCE);
        twoBanks.selections = "ffffffff";
        return Stream.of(new TestTpm.Fields(NONCE).bytes(), twoBanks.bytes());
    }

    @MethodSource("quotes")
    @FuzzTest(maxDuration = "30s")
    void shouldReadAQuoteToItsEndOrSayWhyNot(byte[] bytes) {
        ByteBuffer attest = ByteBuffer.wrap(bytes);
        if (TpmQuote.parse(attest) instanceof TpmQuote.Parsed.Quote quote) {
            assertThat(bytes).hasSizeLessThanOrEqualTo(TpmQuote.MAXIMUM_BYTES);
            assertThat(quote.value().pcrs()).allMatch(register -> 0 <= register && register < 32);
        }
        assertThat(attest.position()).isZero();
    }

    static Stream<byte[]> signatures() {
        byte[] message = {1, 2, 3};
        return Stream.of(
                bytes(TestTpm.ecdsa(message)),
                bytes(TestTpm.rsaSsa(message)),
                bytes(TestTpm.rsaPss(message, 32)),
                new byte[] {0, 0x18, 0, 0x0b, (byte) 0xff, (byte) 0xff});
    }

    @MethodSource("signatures")
    @FuzzTest(maxDuration = "30s")
    void shouldBelieveNoSignatureOverOtherBytes(byte[] bytes) {
        TpmSignature signature = TpmSignature.parse(ByteBuffer.wrap(bytes));

        assertThat(KEY.refuse(new byte[] {4, 5, 6}, signature)).isPresent();
    }

    static Stream<byte[]> keys() {
        return Stream.of(bytes(TestTpm.spki(TestTpm.EC)), bytes(TestTpm.spki(TestTpm.RSA)));
    }

    @MethodSource("keys")
    @FuzzTest(maxDuration = "30s")
    void shouldReadAKeyOrNone(byte[] der) {
        AttestationKey.parse(ByteBuffer.wrap(der))
                .ifPresent(key -> assertThat(key.refuse(new byte[1], new TpmSignature.RsaSsa(new byte[256])))
                        .isPresent());
    }
}
