package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.trust.signature.RecordSignature.Parsed;
import dev.holdfast.trust.signature.RecordSignature.Verification;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSignatureTest {
    private static final SigningKey KEY = TestGrants.key(3);
    private static final byte[] BODY = {0, 1, 2, 3, (byte) 0xff};
    private static final SignedContent CONTENT = content("prod", "heartbeats", "order-17", 0x0123456789abcdefL, BODY);

    @Test
    void shouldVerifyWhatItsKeySigned() {
        RecordSignature signature = KEY.sign(CONTENT);

        Verification verification = signature.verify(KEY.verifyingKey(), CONTENT);

        assertThat(verification)
                .isEqualTo(new Verification.Valid(KEY.verifyingKey().id()));
    }

    static Stream<Arguments> contentsWithOnePartChanged() {
        return Stream.of(
                arguments(named(
                        "another trust domain",
                        content("pros", "heartbeats", "order-17", CONTENT.fingerprint(), BODY))),
                arguments(named("no trust domain", content("", "heartbeats", "order-17", CONTENT.fingerprint(), BODY))),
                arguments(named("another topic", content("prod", "acks", "order-17", CONTENT.fingerprint(), BODY))),
                arguments(named("another key", content("prod", "heartbeats", "order-18", CONTENT.fingerprint(), BODY))),
                arguments(
                        named("the parent's key", content("prod", "heartbeats", "order", CONTENT.fingerprint(), BODY))),
                arguments(named(
                        "another fingerprint",
                        content("prod", "heartbeats", "order-17", CONTENT.fingerprint() + 1, BODY))),
                arguments(named(
                        "a body cut short",
                        content("prod", "heartbeats", "order-17", CONTENT.fingerprint(), Arrays.copyOf(BODY, 4)))),
                arguments(named(
                        "a body with a zero behind",
                        content("prod", "heartbeats", "order-17", CONTENT.fingerprint(), Arrays.copyOf(BODY, 6)))),
                arguments(named(
                        "no body", content("prod", "heartbeats", "order-17", CONTENT.fingerprint(), new byte[0]))),
                arguments(named(
                        "topic's end slid into the key",
                        content("prod", "heartbeat", "sorder-17", CONTENT.fingerprint(), BODY))),
                arguments(named(
                        "domain's end slid into the topic",
                        content("pro", "dheartbeats", "order-17", CONTENT.fingerprint(), BODY))),
                arguments(named(
                        "key's start slid into the topic",
                        content("prod", "heartbeatso", "rder-17", CONTENT.fingerprint(), BODY))));
    }

    @ParameterizedTest
    @MethodSource("contentsWithOnePartChanged")
    void shouldNotVerifyOtherContent(SignedContent other) {
        RecordSignature signature = KEY.sign(CONTENT);

        Verification verification = signature.verify(KEY.verifyingKey(), other);

        assertThat(verification)
                .isEqualTo(new Verification.Invalid("the signature of key "
                        + KEY.verifyingKey().id()
                        + " does not fit these bytes, this topic, this key and the trust domain `"
                        + other.trustDomain() + "`"));
    }

    @Test
    void shouldNotVerifyWhenAnyBitOfTheBodyDiffers() {
        RecordSignature signature = KEY.sign(CONTENT);

        for (int bit = 0; bit < BODY.length * 8; bit++) {
            byte[] flipped = BODY.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(signature.verify(
                            KEY.verifyingKey(),
                            content("prod", "heartbeats", "order-17", CONTENT.fingerprint(), flipped)))
                    .describedAs("bit %d", bit)
                    .isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void shouldNotVerifyWhenAnyBitOfTheHeaderDiffers() {
        byte[] header = KEY.sign(CONTENT).header();

        for (int bit = 0; bit < header.length * 8; bit++) {
            byte[] flipped = header.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            boolean valid = RecordSignature.parse(flipped) instanceof Parsed.Signature parsed
                    && parsed.value().verify(KEY.verifyingKey(), CONTENT) instanceof Verification.Valid;
            assertThat(valid).describedAs("bit %d", bit).isFalse();
        }
    }

    @Test
    void shouldNotVerifyByAnotherKey() {
        VerifyingKey other = TestGrants.key(4).verifyingKey();

        Verification verification = KEY.sign(CONTENT).verify(other, CONTENT);

        assertThat(verification)
                .isEqualTo(new Verification.Invalid("expected the signature of key " + other.id()
                        + ", found one of key " + KEY.verifyingKey().id()));
    }

    @Test
    void shouldNotVerifyForAKeyWhoseIdIsOnlyClaimed() {
        VerifyingKey victim = TestGrants.key(4).verifyingKey();
        byte[] header = KEY.sign(CONTENT).header();
        System.arraycopy(victim.id().bytes(), 0, header, 1, KeyId.SIZE_BYTES);

        RecordSignature forged = ((Parsed.Signature) RecordSignature.parse(header)).value();

        assertThat(forged.verify(victim, CONTENT)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldReadBackTheHeaderItWrote() {
        RecordSignature signature = KEY.sign(CONTENT);

        Parsed parsed = RecordSignature.parse(signature.header());

        assertThat(signature.header()).hasSize(RecordSignature.HEADER_BYTES).startsWith(1);
        assertThat(parsed).isEqualTo(new Parsed.Signature(signature));
        assertThat(((Parsed.Signature) parsed).value()).hasSameHashCodeAs(signature);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 80, 82, 162, 1_000_000})
    void shouldNotTakeAHeaderOfAnotherSizeForASignature(int size) {
        byte[] header = Arrays.copyOf(KEY.sign(CONTENT).header(), size);

        assertThat(RecordSignature.parse(header)).isEqualTo(new Parsed.Malformed("expected 81 bytes, found " + size));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 127, 255})
    void shouldNotTakeAnotherAlgorithmForASignature(int algorithm) {
        byte[] header = KEY.sign(CONTENT).header();
        header[0] = (byte) algorithm;

        assertThat(RecordSignature.parse(header))
                .isEqualTo(new Parsed.Malformed(
                        "expected algorithm 1 (Ed25519) or 2 (Ed25519 over a batch), found " + algorithm));
    }

    @Test
    void shouldSignTheSameToTheSameBytes() {
        assertThat(KEY.sign(CONTENT)).isEqualTo(KEY.sign(CONTENT));
        assertThat(KEY.sign(CONTENT)).isNotEqualTo(TestGrants.key(4).sign(CONTENT));
    }

    @Test
    void shouldCoverTheBytesThatTheSpecificationSays() {
        // tag, trust domain, topic and key with their lengths; then the fingerprint and the body.
        assertThat(HexFormat.of()
                        .formatHex(content("d", "t", "k", 258, new byte[] {9}).bytes()))
                .isEqualTo("00000012" + "686f6c64666173742d7265636f72642d7631" + "0000000164" + "0000000174"
                        + "000000016b" + "0000000000000102" + "09");
    }

    @Test
    void shouldCoverOnlyTheBodysRemainingBytesAndLeaveThemUnread() {
        ByteBuffer wire =
                ByteBuffer.wrap(new byte[] {7, 7, 7, 0, 1, 2, 3, (byte) 0xff}).position(3);
        var sliced = new SignedContent("prod", "heartbeats", "order-17", CONTENT.fingerprint(), wire);

        Verification verification = KEY.sign(CONTENT).verify(KEY.verifyingKey(), sliced);

        assertThat(verification).isInstanceOf(Verification.Valid.class);
        assertThat(wire.position()).isEqualTo(3);
    }

    @Test
    void shouldNeverGiveTwoContentsTheSameBytes() {
        var seen = new HashMap<String, List<Object>>();
        for (int round = 0; round < 20_000; round++) {
            Random random = Seeds.random(round);
            byte[] body = new byte[random.nextInt(3)];
            var content = content(text(random), text(random), text(random), random.nextInt(2), body);
            List<Object> parts =
                    List.of(content.trustDomain(), content.topic(), content.key(), content.fingerprint(), body.length);

            List<Object> before = seen.putIfAbsent(HexFormat.of().formatHex(content.bytes()), parts);

            if (before != null) {
                assertThat(parts).describedAs(Seeds.recipe(round)).isEqualTo(before);
            }
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    /** Short texts of few characters, NUL among them, so that collisions would be found. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.append("a\0\u00e4".charAt(random.nextInt(3)));
        }
        return text.toString();
    }

    private static SignedContent content(String domain, String topic, String key, long fingerprint, byte[] body) {
        return new SignedContent(domain, topic, key, fingerprint, ByteBuffer.wrap(body));
    }
}
