package dev.holdfast.trust.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.signature.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a TPM that nobody here wrote has quoted; the recipe stands in {@code tpm/README.md}. */
class RecordedQuoteTest {
    @Test
    void shouldVerifyIt() throws IOException {
        AttestationKey key = AttestationKey.parse(key()).orElseThrow();

        assertThat(key.refuse(read("quote.msg"), TpmSignature.parse(ByteBuffer.wrap(read("quote.sig")))))
                .isEmpty();
    }

    @Test
    void shouldReadIt() throws IOException {
        TpmQuote quote = ((TpmQuote.Parsed.Quote) TpmQuote.parse(ByteBuffer.wrap(read("quote.msg")))).value();

        assertThat(quote.extraData()).isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex(text("nonce.hex"))));
        assertThat(quote.pcrs()).isEqualTo(List.of(0, 1, 7, 16));
        assertThat(quote.pcrDigest()).isEqualTo(ByteBuffer.wrap(Digest.sha256(read("q2.pcrs"))));
    }

    @Test
    void shouldNotVerifyItWhenAnyBitDiffers() throws IOException {
        AttestationKey key = AttestationKey.parse(key()).orElseThrow();
        TpmSignature signature = TpmSignature.parse(ByteBuffer.wrap(read("quote.sig")));
        byte[] message = read("quote.msg");

        for (int bit = 0; bit < message.length * 8; bit += 7) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(key.refuse(flipped, signature)).as("bit %d", bit).isPresent();
        }
    }

    private static ByteBuffer key() throws IOException {
        String body = text("ak.pub.pem").replaceAll("-----[A-Z ]+-----", "");
        return ByteBuffer.wrap(Base64.getMimeDecoder().decode(body));
    }

    private static String text(String name) throws IOException {
        return new String(read(name), StandardCharsets.US_ASCII).strip();
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedQuoteTest.class.getResourceAsStream("/tpm/" + name))) {
            return in.readAllBytes();
        }
    }
}
