package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.signature.RecordSignature.Verification;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvidenceContentTest {
    private static final SigningKey KEY = TestGrants.key(3);
    private static final EvidenceContent CONTENT = content("statement", "prod", "order-17", "ab", "c");

    @Test
    void shouldVerifyWhatItsKeySigned() {
        RecordSignature signature = KEY.sign(CONTENT);

        Verification verification = signature.verify(KEY.verifyingKey(), CONTENT);

        assertThat(verification)
                .isEqualTo(new Verification.Valid(KEY.verifyingKey().id()));
    }

    @Test
    void shouldNotVerifyOtherContent() {
        RecordSignature signature = KEY.sign(CONTENT);

        for (EvidenceContent other : List.of(
                content("x509-svid", "prod", "order-17", "ab", "c"),
                content("statement", "test", "order-17", "ab", "c"),
                content("statement", "prod", "order-18", "ab", "c"),
                content("statement", "prod", "order-17", "a", "bc"),
                content("statement", "prod", "order-17", "ab"),
                content("statement", "prod", "order-17", "ab", "c", ""))) {
            assertThat(signature.verify(KEY.verifyingKey(), other))
                    .isEqualTo(new Verification.Invalid("the signature of key "
                            + KEY.verifyingKey().id()
                            + " does not fit this evidence, this execution and the trust domain `"
                            + other.trustDomain() + "`"));
        }
    }

    @Test
    void shouldGiveNoTwoContentsTheSameBytes() {
        Set<String> seen = new HashSet<>();
        List<String> texts = List.of("", "a", "aa", "\0\0\0\1a");
        for (String purpose : texts) {
            for (String domain : texts) {
                for (String execution : texts) {
                    for (String part : texts) {
                        assertThat(seen.add(HexFormat.of()
                                        .formatHex(content(purpose, domain, execution, part)
                                                .bytes())))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void shouldNeverBeTakenForARecordsContent() {
        var record = new SignedContent("prod", "heartbeats", "order-17", 0, ByteBuffer.allocate(0));

        assertThat(CONTENT.bytes()).startsWith(0, 0, 0, 20);
        assertThat(record.bytes()).startsWith(0, 0, 0, 18);
        assertThat(KEY.sign(record).verify(KEY.verifyingKey(), CONTENT)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldLeaveItsPartsUnread() {
        ByteBuffer part = ByteBuffer.wrap(new byte[] {7, 1, 2}).position(1);
        var content = new EvidenceContent("p", "d", "e", List.of(part));

        byte[] bytes = content.bytes();

        assertThat(bytes).isEqualTo(content.bytes()).endsWith(0, 0, 0, 2, 1, 2);
        assertThat(part.position()).isEqualTo(1);
    }

    private static EvidenceContent content(String purpose, String domain, String execution, String... parts) {
        return new EvidenceContent(
                purpose,
                domain,
                execution,
                Arrays.stream(parts)
                        .map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }
}
