package dev.holdfast.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.signature.RecordSignature.Parsed;
import dev.holdfast.trust.signature.RecordSignature.Verification;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSignatureTest {
    private static final SigningKey KEY = TestGrants.key(3);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 8, 9, 100, 255, 256})
    void shouldVerifyEachContentOfABatchAndNoOther(int size) {
        List<SignedContent> contents = contents(size);

        List<RecordSignature> signatures = KEY.signAll(contents);

        for (int i = 0; i < size; i++) {
            RecordSignature read = read(signatures.get(i).header());
            assertThat(read).isEqualTo(signatures.get(i)).hasSameHashCodeAs(signatures.get(i));
            assertThat(read.verify(KEY.verifyingKey(), contents.get(i)))
                    .isEqualTo(new Verification.Valid(KEY.verifyingKey().id()));
            assertThat(read.verify(KEY.verifyingKey(), contents.get((i + 1) % size)))
                    .isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void shouldNotVerifyWhenAnyBitOfTheHeaderDiffers() {
        SignedContent content = contents(5).get(3);
        byte[] header = KEY.signAll(contents(5)).get(3).header();

        for (int bit = 0; bit < header.length * 8; bit++) {
            byte[] flipped = header.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            boolean valid = RecordSignature.parse(flipped) instanceof Parsed.Signature parsed
                    && parsed.value().verify(KEY.verifyingKey(), content) instanceof Verification.Valid;
            assertThat(valid).describedAs("bit %d", bit).isFalse();
        }
    }

    @Test
    void shouldNotVerifyInABatchOfAnotherSizeWhosePathsAreAsLong() {
        // In trees of 7 and of 8 leaves the first one has the same siblings' places.
        byte[] header = KEY.signAll(contents(8)).get(0).header();
        ByteBuffer.wrap(header).putShort(RecordSignature.HEADER_BYTES + 2, (short) 7);

        assertThat(read(header).verify(KEY.verifyingKey(), contents(8).get(0)))
                .isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldSignASingleContentAsEver() {
        SignedContent content = contents(1).get(0);

        assertThat(KEY.signAll(List.of(content))).containsExactly(KEY.sign(content));
    }

    @Test
    void shouldSignTheSameToTheSameBytes() {
        assertThat(KEY.signAll(contents(17))).isEqualTo(KEY.signAll(contents(17)));
    }

    @Test
    void shouldNotTakeTheSignatureOfABatchForOneOfItsRoot() {
        // What covers a batch begins with another tag than what covers a record.
        RecordSignature batch = KEY.signAll(contents(2)).get(0);
        byte[] single = Arrays.copyOf(batch.header(), RecordSignature.HEADER_BYTES);
        single[0] = 1;

        for (SignedContent content : contents(2)) {
            assertThat(read(single).verify(KEY.verifyingKey(), content)).isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void shouldNotReadAPlaceThatNoBatchHas() {
        byte[] header = KEY.signAll(contents(4)).get(2).header();

        assertMalformed(Arrays.copyOf(header, RecordSignature.HEADER_BYTES));
        assertMalformed(Arrays.copyOf(header, header.length - 1));
        assertMalformed(Arrays.copyOf(header, header.length + 1));
        assertMalformed(Arrays.copyOf(header, header.length + MerkleTree.HASH_BYTES));
        assertMalformed(at(header, 4, 4));
        assertMalformed(at(header, 0, 1));
        assertMalformed(at(header, 0, 0));
        assertMalformed(at(header, 0, 257));
        assertMalformed(at(header, 0xffff, 0xffff));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257})
    void shouldNotSignNoneOrTooMany(int size) {
        assertThatThrownBy(() -> KEY.signAll(contents(size)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 1 to 256 contents for one signature, found " + size);
    }

    private static byte[] at(byte[] header, int index, int size) {
        byte[] changed = header.clone();
        ByteBuffer.wrap(changed)
                .putShort(RecordSignature.HEADER_BYTES, (short) index)
                .putShort(RecordSignature.HEADER_BYTES + 2, (short) size);
        return changed;
    }

    private static void assertMalformed(byte[] header) {
        assertThat(RecordSignature.parse(header)).isInstanceOf(Parsed.Malformed.class);
    }

    private static RecordSignature read(byte[] header) {
        return ((Parsed.Signature) RecordSignature.parse(header)).value();
    }

    private static List<SignedContent> contents(int size) {
        return IntStream.range(0, size)
                .mapToObj(number -> new SignedContent(
                        "prod", "control", "job-" + number, 7, ByteBuffer.wrap(new byte[] {1, (byte) number})))
                .toList();
    }
}
