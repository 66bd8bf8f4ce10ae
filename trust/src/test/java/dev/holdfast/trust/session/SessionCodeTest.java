package dev.holdfast.trust.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SignedContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionCodeTest {
    private static final SignedContent CONTENT =
            new SignedContent("test", "heartbeats", "order-17", 5L, ByteBuffer.wrap(new byte[] {1, 2, 3}));

    private final SessionCode code = new SessionCode();

    // RFC 4231, test cases 1, 2, 3 and 6.
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265,"
                + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
                + "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
                + "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd,"
                + "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    })
    void shouldCodeAsTheRfcDoes(String key, String message, String expected) {
        assertThat(code.code(new SecretKeySpec(hex(key), "HmacSHA256"), hex(message)))
                .isEqualTo(hex(expected));
    }

    @Test
    void shouldHashATagTheChainBeforeAndWhatASignatureWouldCover() {
        byte[] previous = Digest.sha256(new byte[] {9});
        byte[] content = CONTENT.bytes();
        byte[] all = ByteBuffer.allocate(17 + 32 + content.length)
                .put("holdfast-chain-v1".getBytes(StandardCharsets.US_ASCII))
                .put(previous)
                .put(content)
                .array();

        assertThat(code.chain(previous, CONTENT)).isEqualTo(Digest.sha256(all));
        assertThat(code.opening(CONTENT)).isEqualTo(code.chain(new byte[32], CONTENT));
    }

    @Test
    void shouldSignCheckpointsUnderATopicThatCannotBe() {
        byte[] chain = code.opening(CONTENT);

        assertThat(SessionCode.checkpoint(CONTENT, chain))
                .isEqualTo(new SignedContent("test", "heartbeats/checkpoint", "order-17", 5L, ByteBuffer.wrap(chain)));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
