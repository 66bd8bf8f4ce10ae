package dev.holdfast.trust.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.trust.evidence.tpm.TpmQuote.Parsed;
import dev.holdfast.trust.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TpmQuoteTest {
    private static final byte[] NONCE = {1, 2, 3, 4};

    @Test
    void shouldReadEveryField() {
        ByteBuffer bytes = ByteBuffer.wrap(new TestTpm.Fields(NONCE).bytes());

        Parsed parsed = TpmQuote.parse(bytes);

        assertThat(parsed)
                .isEqualTo(new Parsed.Quote(new TpmQuote(
                        ByteBuffer.wrap(NONCE),
                        500,
                        2,
                        3,
                        true,
                        0x2020031200000000L,
                        List.of(0, 1, 16),
                        ByteBuffer.wrap(TestTpm.PCR_DIGEST))));
        assertThat(bytes.position()).isZero();
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw(
                        "magic of an outside hash",
                        it -> it.magic = "ff544348",
                        "expected magic ff544347, found ff544348"),
                flaw("a certification", it -> it.type = "8017", "expected type 8018, found 8017"),
                flaw(
                        "an oversized signer",
                        it -> it.qualifiedSigner = "0043" + "00".repeat(67),
                        "expected qualifiedSigner of at most 66 bytes, found 67"),
                flaw(
                        "oversized data",
                        it -> it.extraData = "ffff",
                        "expected extraData of at most 66 bytes, found 65535"),
                flaw("a half boolean", it -> it.clock = "00".repeat(16) + "02", "expected safe to be 0 or 1, found 2"),
                flaw("no selection", it -> it.selections = "00000000", "expected one PCR selection, found 0"),
                flaw("two selections", it -> it.selections = "00000002", "expected one PCR selection, found 2"),
                flaw(
                        "4,294,967,295 selections",
                        it -> it.selections = "ffffffff",
                        "expected one PCR selection, found 4294967295"),
                flaw("SHA-1", it -> it.bank = "0004", "expected PCR bank (SHA-256) 000b, found 0004"),
                flaw("an empty selection", it -> it.select = "00", "expected a PCR selection of 1 to 4 bytes, found 0"),
                flaw(
                        "an oversized selection",
                        it -> it.select = "05" + "00".repeat(5),
                        "expected a PCR selection of 1 to 4 bytes, found 5"),
                flaw(
                        "a short digest",
                        it -> it.digest = "0014" + "00".repeat(20),
                        "expected a pcrDigest of 32 bytes, found 20"),
                flaw(
                        "a long digest",
                        it -> it.digest = "0030" + "00".repeat(48),
                        "expected pcrDigest of at most 32 bytes, found 48"),
                flaw("a byte behind", it -> it.behind = "00", "expected nothing more, found 1 bytes behind"),
                flaw(
                        "far too much",
                        it -> it.behind = "00".repeat(1_024),
                        "expected a TPMS_ATTEST of at most 1024 bytes, found "
                                + (new TestTpm.Fields(NONCE).bytes().length + 1_024)));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void shouldRefuseAFlaw(Consumer<TestTpm.Fields> change, String why) {
        var fields = new TestTpm.Fields(NONCE);
        change.accept(fields);

        assertThat(TpmQuote.parse(ByteBuffer.wrap(fields.bytes()))).isEqualTo(new Parsed.Malformed(why));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] bytes = new TestTpm.Fields(NONCE).bytes();

        for (int size = 0; size < bytes.length; size++) {
            assertThat(TpmQuote.parse(ByteBuffer.wrap(bytes, 0, size)))
                    .as("%d bytes", size)
                    .isInstanceOf(Parsed.Malformed.class);
        }
    }

    @Test
    void shouldNeverThrow() {
        byte[] sound = new TestTpm.Fields(NONCE).bytes();
        for (int round = 0; round < 20_000; round++) {
            Random random = Seeds.random(round);
            byte[] bytes = Arrays.copyOf(sound, random.nextInt(sound.length + 3));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }

            assertThat(TpmQuote.parse(ByteBuffer.wrap(bytes)))
                    .as(Seeds.recipe(round))
                    .isNotNull();
        }
    }

    private static Arguments flaw(String name, Consumer<TestTpm.Fields> change, String why) {
        return arguments(named(name, change), why);
    }
}
