package dev.holdfast.lineage.note;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.testing.Keys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class NoteFuzzTest {
    private static final Checkpoint CHECKPOINT = Checkpoint.of("example.org/lineage/0", 7, Hash.EMPTY_TREE);
    private static final List<NoteSigner> SIGNERS = List.of(
            new NoteSigner.Ed25519("example.org/lineage/0", Keys.ed25519(1)),
            new NoteSigner.Cosigner("witness.example/w1", Keys.ed25519(2)),
            new NoteSigner.MlDsa("witness.example/w2", Keys.mlDsa(2)));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<byte[]> notes() {
        SignedNote signed = new SignedNote(
                CHECKPOINT.text(),
                SIGNERS.stream().map(signer -> signer.sign(CHECKPOINT, 1)).toList());
        return Stream.of(
                bytes(signed.toString()),
                bytes("text\n\n— a AAAAAAA=\n"),
                bytes("\n\n\n"),
                bytes("—".repeat(1_000)),
                new byte[] {(byte) 0xE2, (byte) 0x80});
    }

    @MethodSource("notes")
    @FuzzTest(maxDuration = "60s")
    void shouldReadANoteInItsOneSpellingOrSayThatItIsNone(byte[] note) {
        if (SignedNote.parse(note) instanceof SignedNote.Parsed.Note read) {
            assertThat(bytes(read.value().toString())).isEqualTo(note);
            assertThat(read.value()
                            .check(SIGNERS.stream().map(NoteSigner::verifierKey).toList()))
                    .isNotNull();
        }
    }

    static Stream<byte[]> texts() {
        return Stream.of(bytes(CHECKPOINT.text()), bytes(CHECKPOINT.text() + "more\n"), bytes("a\n0\n"), bytes("\n\n"));
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "60s")
    void shouldReadACheckpointInItsOneSpellingOrSayThatItIsNone(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (Checkpoint.parse(text) instanceof Checkpoint.Parsed.Read read) {
            assertThat(read.value().text()).isEqualTo(text);
        }
    }

    static Stream<byte[]> keys() {
        return Stream.concat(
                SIGNERS.stream().map(signer -> bytes(signer.verifierKey().vkey())),
                Stream.of(bytes("a+00000000+AA=="), bytes("+++")));
    }

    @MethodSource("keys")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAKeyInItsOneSpellingOrSayThatItIsNone(byte[] bytes) {
        String vkey = new String(bytes, StandardCharsets.UTF_8);
        if (VerifierKey.parse(vkey) instanceof VerifierKey.Parsed.Key read) {
            assertThat(read.value().vkey()).isEqualTo(vkey);
        }
    }
}
