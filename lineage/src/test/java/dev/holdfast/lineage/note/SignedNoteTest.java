package dev.holdfast.lineage.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.SignedNote.Check.Believed;
import dev.holdfast.lineage.note.SignedNote.Check.Refused;
import dev.holdfast.lineage.testing.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
    private static final long NOW = 1_800_000_000L;
    private static final Checkpoint CHECKPOINT = Checkpoint.of("example.org/lineage/0", 7, Hash.ofLeaf(new byte[] {1}));
    private static final NoteSigner LOG = new NoteSigner.Ed25519("example.org/lineage/0", Keys.ed25519(1));
    private static final NoteSigner LOG_TOMORROW = new NoteSigner.MlDsa("example.org/lineage/0", Keys.mlDsa(1));
    private static final NoteSigner WITNESS = new NoteSigner.Cosigner("witness.example/w1", Keys.ed25519(2));
    private static final NoteSigner WITNESS_TOMORROW = new NoteSigner.MlDsa("witness.example/w2", Keys.mlDsa(2));
    private static final List<NoteSigner> ALL = List.of(LOG, LOG_TOMORROW, WITNESS, WITNESS_TOMORROW);

    static List<NoteSigner> signers() {
        return ALL;
    }

    private static SignedNote note(NoteSigner... signers) {
        var signatures = new ArrayList<NoteSignature>();
        for (NoteSigner signer : signers) {
            signatures.add(signer.sign(CHECKPOINT, NOW));
        }
        return new SignedNote(CHECKPOINT.text(), signatures);
    }

    private static SignedNote.Parsed parse(String note) {
        return SignedNote.parse(note.getBytes(StandardCharsets.UTF_8));
    }

    private static String why(SignedNote.Parsed parsed) {
        return ((SignedNote.Parsed.Malformed) parsed).why();
    }

    @Test
    void shouldBeBelievedOnceEverySignatureOfAKnownKeyFits() {
        SignedNote note = note(ALL.toArray(NoteSigner[]::new));

        SignedNote read = ((SignedNote.Parsed.Note) parse(note.toString())).value();

        assertThat(read).isEqualTo(note);
        assertThat(read.check(ALL.stream().map(NoteSigner::verifierKey).toList()))
                .isInstanceOfSatisfying(Believed.class, believed -> {
                    assertThat(believed.valid())
                            .extracting(VerifierKey.Verification.Valid::posixSeconds)
                            .containsExactly(
                                    OptionalLong.empty(),
                                    OptionalLong.of(NOW),
                                    OptionalLong.of(NOW),
                                    OptionalLong.of(NOW));
                    assertThat(believed.unknown()).isEmpty();
                });
    }

    @Test
    void shouldLeaveSignaturesOfUnknownKeysAlone() {
        SignedNote note = note(LOG, WITNESS);

        assertThat(note.check(List.of(LOG.verifierKey())))
                .isInstanceOfSatisfying(
                        Believed.class,
                        believed -> assertThat(believed.unknown())
                                .containsExactly(note.signatures().get(1)));
        assertThat(note.check(List.of(LOG_TOMORROW.verifierKey())))
                .isEqualTo(new Refused("expected a signature by one of 1 known keys, found none"));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void shouldBeRefusedForOneWrongSignatureOfAKnownKey(NoteSigner signer) {
        NoteSignature good = signer.sign(CHECKPOINT, NOW);
        List<VerifierKey> keys = List.of(LOG.verifierKey(), signer.verifierKey());

        for (int at = 0; at < good.signature().length; at += 1 + good.signature().length / 40) {
            byte[] flipped = good.signature().clone();
            flipped[at] ^= 1;
            var note = new SignedNote(
                    CHECKPOINT.text(),
                    List.of(LOG.sign(CHECKPOINT, NOW), new NoteSignature(good.name(), good.keyId(), flipped)));
            assertThat(note.check(keys))
                    .isEqualTo(new Refused("the signature of `" + good.key() + "` does not fit the text"));
        }
        for (Checkpoint other : List.of(
                Checkpoint.of("example.org/lineage/1", 7, CHECKPOINT.root()),
                Checkpoint.of(CHECKPOINT.origin(), 8, CHECKPOINT.root()),
                Checkpoint.of(CHECKPOINT.origin(), 7, Hash.EMPTY_TREE))) {
            assertThat(new SignedNote(other.text(), List.of(good)).check(keys)).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @MethodSource("signers")
    void shouldNotTakeSignaturesOfOtherSizes(NoteSigner signer) {
        for (int size : new int[] {1, 8, 9, 63, 65, 71, 73, 2_427, 2_429}) {
            var signature = new NoteSignature(
                    signer.verifierKey().name(), signer.verifierKey().id(), new byte[size]);
            assertThat(signer.verifierKey().verify(CHECKPOINT.text(), signature))
                    .isInstanceOf(VerifierKey.Verification.Invalid.class);
        }
    }

    /** Or the same bytes would mean two things. */
    @Test
    void shouldTellTheKindsOfSignaturesOfOneKeyApart() {
        var asLog =
                new VerifierKey.Ed25519("witness.example/w1", Keys.ed25519(2).verifyingKey());
        NoteSignature cosignature = WITNESS.sign(CHECKPOINT, NOW);

        assertThat(asLog.id()).isNotEqualTo(WITNESS.verifierKey().id());
        assertThat(asLog.made(cosignature)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("signers")
    void shouldReadBackTheTextOfItsKeys(NoteSigner signer) {
        VerifierKey key = signer.verifierKey();

        assertThat(VerifierKey.parse(key.vkey())).isEqualTo(new VerifierKey.Parsed.Key(key));
        assertThat(VerifierKey.parse(key.vkey().replace(key.name(), "another.example")))
                .isInstanceOf(VerifierKey.Parsed.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com/foo",
                "example.com/foo+530d903a",
                "example.com/foo+530d903a+",
                "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/ foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=",
                "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
            })
    void shouldNotReadAKeyFromAnythingElse(String vkey) {
        assertThat(VerifierKey.parse(vkey)).isInstanceOf(VerifierKey.Parsed.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "text\n",
                "text\n\n",
                "text\n\n\n",
                "text\n\n— a AAAAAAA=",
                "text\n\n— a AAAAAAA=\n\n",
                "text\n— a AAAAAAA=\n",
                "text\n\n- a AAAAAAA=\n",
                "text\n\n—a AAAAAAA=\n",
                "text\n\n— AAAAAAA=\n",
                "text\n\n—  AAAAAAA=\n",
                "text\n\n— a\n",
                "text\n\n— a AAAAAA==\n",
                "text\n\n— a AAAAAAA\n",
                "text\n\n— a AAAAAAB=\n",
                "text\n\n— a b AAAAAAA=\n",
                "text\n\n— a+b AAAAAAA=\n",
                "te\rxt\n\n— a AAAAAAA=\n",
                "text\n\n— a AAAAAAA=\nmore\n"
            })
    void shouldNotBeReadFromAnythingElse(String note) {
        assertThat(parse(note)).isInstanceOf(SignedNote.Parsed.Malformed.class);
    }

    @Test
    void shouldTakeTheLastEmptyLineForTheEndOfTheText() {
        SignedNote read = ((SignedNote.Parsed.Note) parse("one\n\ntwo\n\n— a AAAAAAA=\n")).value();

        assertThat(read.text()).isEqualTo("one\n\ntwo\n");
        assertThat(read.signatures()).hasSize(1);
    }

    @Test
    void shouldHaveLimits() {
        String line = "— a AAAAAAA=\n";

        assertThat(parse("text\n\n" + line.repeat(64))).isInstanceOf(SignedNote.Parsed.Note.class);
        assertThat(why(parse("text\n\n" + line.repeat(65)))).isEqualTo("expected a note of at most 64 signatures");
        assertThat(why(SignedNote.parse(new byte[SignedNote.MAXIMUM_BYTES + 1])))
                .isEqualTo("expected a note of at most 131072 bytes, found 131073");
        assertThat(why(SignedNote.parse(new byte[] {(byte) 0xC3})))
                .isEqualTo("expected a note in UTF-8, found other bytes");
    }

    @Test
    void shouldNotAddASignatureTwice() {
        SignedNote note = note(LOG);

        SignedNote cosigned = note.with(List.of(WITNESS.sign(CHECKPOINT, NOW), LOG.sign(CHECKPOINT, NOW)));

        assertThat(cosigned.signatures()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "origin\n7\n",
                "origin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
                "\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "o rigin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "origin\n07\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "origin\n-7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "origin\n+7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "origin\n٧\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "origin\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                "origin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
                "origin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n",
                "origin\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
            })
    void shouldNotReadACheckpointFromAnythingElse(String text) {
        assertThat(Checkpoint.parse(text)).isInstanceOf(Checkpoint.Parsed.Malformed.class);
    }

    @Test
    void shouldReadCheckpointsWithFurtherLinesUpToALimit() {
        String text = CHECKPOINT.text() + "more\n";

        assertThat(((Checkpoint.Parsed.Read) Checkpoint.parse(text)).value())
                .isEqualTo(new Checkpoint(CHECKPOINT.origin(), 7, CHECKPOINT.root(), List.of("more")));
        assertThat(Checkpoint.parse(CHECKPOINT.text() + "more\n".repeat(17)))
                .isInstanceOf(Checkpoint.Parsed.Malformed.class);
        assertThat(Checkpoint.of("o", Long.MAX_VALUE, Hash.EMPTY_TREE).text()).contains("9223372036854775807");
    }

    @Test
    void shouldNotMakeWhatNobodyCouldRead() {
        String long256 = String.join("", Collections.nCopies(256, "x"));

        assertThatThrownBy(() -> Checkpoint.of("a b", 0, Hash.EMPTY_TREE)).hasMessageContaining("without spaces");
        assertThatThrownBy(() -> Checkpoint.of("a", -1, Hash.EMPTY_TREE))
                .hasMessage("expected a size from 0, found -1");
        assertThatThrownBy(
                        () -> new VerifierKey.Ed25519(long256, Keys.ed25519(1).verifyingKey()))
                .hasMessage("expected the name of a key of 1 to 255 bytes");
        assertThatThrownBy(() -> WITNESS.sign(CHECKPOINT, -1)).hasMessage("expected an instant from 0, found -1");
    }
}
